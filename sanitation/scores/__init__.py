"""Scores of a quarter: a pure function of records, reviews, rulings and rubric, kept whole."""
