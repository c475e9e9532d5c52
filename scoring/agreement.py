"""How often independent judgements coincide."""
