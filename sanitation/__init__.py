"""The organisation: one folder per stage, in the order the work happens."""

__version__ = "0.1.0"
