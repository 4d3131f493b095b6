"""The parts of `scripts/same_behaviour.py`: what a tree shows, and how two are compared."""
