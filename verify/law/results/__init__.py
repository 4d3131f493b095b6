"""Results: approved, decided on, and what follows over the summer."""
