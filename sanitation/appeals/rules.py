"""What may be appealed, on which ground, and what a ruling may be. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from sanitation.errors import Code, Problem


class Ground(StrEnum):
    """Why a finding is contested."""

    FACT = "fact"
    RULE = "rule"
    PLACE = "place"
    PROCEDURE = "procedure"
    FORCE_MAJEURE = "force_majeure"


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    PANEL = "panel"  # two people drawn, judging blind
    READY = "ready"  # blind judgements sealed, the dossier is open
    RULED = "ruled"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the panel decided."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"
    REVISIT = "revisit"


def check_can_file(
    now: datetime, closes: datetime | None, findings: int, *, exists: bool
) -> None:
    """Refuse an appeal after the window, a second one, or one against nothing."""
    if exists:
        raise Problem(Code.APPEAL_EXISTS)
    if closes is None:
        raise Problem(Code.WRONG_STATE, state="not notified")
    if now > closes:
        raise Problem(Code.APPEAL_WINDOW_CLOSED, closed=closes)
    if not findings:
        raise Problem(Code.NOT_FOUND)


def check_outcome(outcome: Outcome, stood: int, stands: int) -> None:
    """Refuse a ruling whose number contradicts its word.

    A score may rise by a ruling and never falls: findings that stand are at most those
    that stood. Upheld removes all of the appealed finding or part of it counts as partly.
    """
    fits = {
        Outcome.UPHELD: stands == 0,
        Outcome.PARTLY: 0 < stands < stood,
        Outcome.DISMISSED: stands == stood,
        Outcome.REVISIT: stands == stood,
    }
    if not fits[outcome]:
        raise Problem(Code.INVALID_INPUT, field="findings", got=stands, stood=stood)


def draw_panel(
    candidates: Sequence[tuple[int, str]],
    appeal: str,
    ticket: Callable[[str], str],
    size: int,
) -> tuple[int, ...]:
    """Return the accounts drawn for an appeal: the smallest tickets of `appeal,person`.

    candidates: (account id, ref) of people free of conflicts.
    """
    ordered = sorted(candidates, key=lambda one: ticket(f"panel,{appeal},{one[1]}"))
    if len(ordered) < size:
        raise Problem(Code.APPEAL_PANEL_CONFLICT, wanted=size, found=len(ordered))
    return tuple(account for account, _ in ordered[:size])
