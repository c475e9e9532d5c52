"""Valid defaults for every stage: a test states only what matters to it."""
