"""From tickets to sample, reserves, teams and packages."""
