"""Releases (发布): provisional, final, superseded; each names what it was computed from."""
