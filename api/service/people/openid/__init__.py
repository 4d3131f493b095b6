"""Sign-in by an OpenID provider of the operator's choice: it says who somebody is, not what they may."""
