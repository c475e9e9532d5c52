"""Ranks, bands and the one place that rounds."""
