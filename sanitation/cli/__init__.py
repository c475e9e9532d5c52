"""The command line: one file per noun; everything the office does in the browser."""
