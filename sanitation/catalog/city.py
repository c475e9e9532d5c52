"""The city as plain values."""
