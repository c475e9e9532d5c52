"""Reads a city's folder."""
