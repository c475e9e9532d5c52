"""What may follow what in a draw. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from sanitation.errors import Code, Problem


class DrawState(StrEnum):
    """Where a draw stands."""

    COMMITTED = "committed"
    DRAWN = "drawn"
    ASSIGNED = "assigned"
    CANCELLED = "cancelled"


class Place(StrEnum):
    """A drawn site's place in its cell."""

    DRAWN = "drawn"
    RESERVE = "reserve"


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    SUBSTITUTED = "substituted"


FOLLOWS: Mapping[DrawState, frozenset[DrawState]] = {
    DrawState.COMMITTED: frozenset({DrawState.DRAWN, DrawState.CANCELLED}),
    DrawState.DRAWN: frozenset({DrawState.ASSIGNED, DrawState.CANCELLED}),
    DrawState.ASSIGNED: frozenset(),
    DrawState.CANCELLED: frozenset(),
}


def check_follows(now: DrawState, wanted: DrawState) -> None:
    """Refuse a step the table does not have."""
    if wanted not in FOLLOWS[now]:
        raise Problem(Code.WRONG_STATE, state=now.value, wanted=wanted.value)


def check_reason(reason: str, allowed: Collection[str]) -> None:
    """Refuse a substitution for a reason that is not on the closed list."""
    if reason not in allowed:
        raise Problem(Code.INVALID_INPUT, field="reason", wanted=", ".join(allowed))
