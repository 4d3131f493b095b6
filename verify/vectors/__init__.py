"""`socai-verify vectors FILE`: the verifier's own code against test vectors."""
