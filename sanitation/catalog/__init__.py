"""The city as data: places, rubric, defaults, calendar."""
