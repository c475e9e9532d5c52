"""The values a draw is made of: frame rows, plan, drawn sites, people, packages."""
