"""When a review may be sealed and when two reviews agree. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sanitation.errors import Code, Problem


class ReviewState(StrEnum):
    """Where one reviewer's judgement stands."""

    ASSIGNED = "assigned"
    SEALED = "sealed"
    SET_ASIDE = "set_aside"


class MarkState(StrEnum):
    """How one indicator was judged."""

    COUNTED = "counted"
    NA = "na"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Judgement:
    """One indicator as one person judged it."""

    state: MarkState
    findings: int = 0  # 0 unless counted


def check_can_seal(
    state: ReviewState, marks: Mapping[str, Judgement], items: Collection[str]
) -> None:
    """Refuse a second seal, and marks that do not cover the record's indicators."""
    if state is not ReviewState.ASSIGNED:
        raise Problem(Code.REVIEW_ALREADY_SEALED)
    if wrong := sorted(set(items) ^ marks.keys()):
        raise Problem(Code.MARKS_MISMATCH, items=", ".join(wrong))


def in_dispute(
    first: Mapping[str, Judgement], second: Mapping[str, Judgement]
) -> tuple[str, ...]:
    """List the indicators on which two sealed reviews differ, in order of their codes."""
    return tuple(sorted(item for item in first if first[item] != second[item]))
