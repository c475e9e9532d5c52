"""What one indicator contributes: points, loss, full marks, states."""
