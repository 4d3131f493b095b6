"""The school as a unit: its log, people, classes, windows, archives and oversight."""
