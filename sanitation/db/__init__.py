"""The ground of every table: base types, sessions, and names for every constraint."""
