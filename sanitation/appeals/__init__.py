"""Appeals (申诉): one finding, one ground, a drawn panel, a ruling that adds and never edits."""
