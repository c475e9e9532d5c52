"""A published method as a small data file, parsed and checked."""
