"""Toilet inspections and supervision cases (督办案): issue, rectify, look back, close."""
