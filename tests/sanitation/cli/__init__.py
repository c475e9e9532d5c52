"""The command line, driven word by word as a person types it."""
