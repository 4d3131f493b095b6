"""Pupils: where they are, what they brought, what they are exempt from, when they were absent."""
