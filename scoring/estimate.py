"""Design-based means, ratios and their variances."""
