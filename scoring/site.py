"""The value of one visited site."""
