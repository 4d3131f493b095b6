"""LAW 51: whether a person signed what a command says."""
