"""Schema migrations, from empty, on SQLite and PostgreSQL."""
