"""Runs a rubric on a quarter's records."""
