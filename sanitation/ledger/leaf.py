"""What one entry says, as canonical bytes."""
