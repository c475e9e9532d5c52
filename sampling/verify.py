"""Recomputes a published draw and names the first difference."""
