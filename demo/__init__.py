"""The demo school, made through commands only, by the persons whose duty each act is."""
