"""The JSON API under /api/v1, one module per group of things; thin: parse, ask the service, answer."""
