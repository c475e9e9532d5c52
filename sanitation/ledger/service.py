"""Append, checkpoint, prove."""
