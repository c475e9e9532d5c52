"""Intervals, rank intervals, probabilities and tiers."""
