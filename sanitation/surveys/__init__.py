"""The satisfaction survey (满意度): imported whole or not at all."""
