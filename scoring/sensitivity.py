"""How ranks react when weights move."""
