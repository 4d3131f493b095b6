"""Measured figures, as ratios inside one run: `python -m bench append|verify|asof|proofs|rebuild --json`."""
