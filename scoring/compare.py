"""What moved between two results, and by how much."""
