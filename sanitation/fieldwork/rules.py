"""What a submission must contain. Pure."""

from enum import StrEnum


class SubmissionState(StrEnum):
    """Whether every named photo has arrived."""

    INCOMPLETE = "incomplete"  # the statement is here, photos are missing; no ledger entry yet
    RECEIVED = "received"
    WITHDRAWN = "withdrawn"


class SiteFound(StrEnum):
    """How the team found the site."""

    OPEN = "open"
    LOCKED = "locked"  # should be open and is not: a result
    CLOSED = "closed"  # rightly closed: no value


class AnswerState(StrEnum):
    """How one indicator ended."""

    COUNTED = "counted"
    NA = "na"
    MISSING = "missing"


class PhotoRole(StrEnum):
    """What a photo shows."""

    ENTRY = "entry"
    OVERALL = "overall"
    EXIT = "exit"
    WIDE = "wide"
    CLOSE = "close"


class Route(StrEnum):
    """By which door the record came."""

    PAGE = "page"
    WORKBOOK = "workbook"
