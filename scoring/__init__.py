"""What the inspected places score. Pure; knows nothing of sampling."""
