"""The three-random draw (三随机): plan, commitment, seed, sample, teams and tasks."""
