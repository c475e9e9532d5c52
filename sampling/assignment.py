"""Which team visits which package: minimum-cost flow with a certificate."""
