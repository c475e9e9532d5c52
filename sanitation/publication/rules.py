"""The states of a release. Pure."""

from enum import StrEnum


class ReleaseState(StrEnum):
    """What a published set of figures is worth today."""

    DRAFT = "draft"  # proposed, waits for the second signature
    PROVISIONAL = "provisional"
    FINAL = "final"
    SUPERSEDED = "superseded"


class Stage(StrEnum):
    """What kind of release was signed; it never changes, the state may."""

    PROVISIONAL = "provisional"
    FINAL = "final"
