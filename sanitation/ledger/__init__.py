"""The append-only, signed record of every step (存证日志)."""
