"""The number that decides the order of a site or a person."""
