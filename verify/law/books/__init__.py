"""Gradebooks: marks, their windows, signatures, close."""
