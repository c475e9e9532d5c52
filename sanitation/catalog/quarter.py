"""The quarter as a value."""
