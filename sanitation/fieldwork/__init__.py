"""Visits become submissions (采集记录): checked, photographed, received once, never edited."""
