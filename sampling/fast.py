"""Tickets for millions of sites, byte-identical to the plain path."""
