"""What a proof rests on: bytes, hashes, trees, signatures. Imports nothing of the rest of the verifier."""
