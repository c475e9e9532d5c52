"""Signed notes and checkpoints."""
