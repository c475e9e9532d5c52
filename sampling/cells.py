"""Splits a stratum into cells of neighbouring sites."""
