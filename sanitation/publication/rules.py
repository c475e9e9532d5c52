"""The states of a release, and who may see which. Pure."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sanitation.accounts.rules import PERMITTED, Action, Actor
from sanitation.errors import Code, Problem


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


STATE_OF: Mapping[Stage, ReleaseState] = {
    Stage.PROVISIONAL: ReleaseState.PROVISIONAL,
    Stage.FINAL: ReleaseState.FINAL,
}

PUBLIC = frozenset({ReleaseState.FINAL})
STANDING = frozenset({ReleaseState.FINAL, ReleaseState.PROVISIONAL})


def visible_to(actor: Actor | None) -> frozenset[ReleaseState]:
    """Return the states of releases this person may read as standing figures."""
    if actor is not None and actor.roles & PERMITTED[Action.VIEW_PROVISIONAL]:
        return STANDING
    return PUBLIC


def check_can_sign(state: ReleaseState, proposed_by: str, signer: str) -> None:
    """Refuse a second signature by the proposer, and signing what is signed."""
    if state is not ReleaseState.DRAFT:
        raise Problem(Code.WRONG_STATE, state=state.value)
    if proposed_by == signer:
        raise Problem(Code.SIGN_OFF_SAME_PERSON)


def check_window_over(stage: Stage, closes_at: datetime | None, now: datetime) -> None:
    """Refuse a final release while those who are ranked may still object."""
    if stage is Stage.FINAL and closes_at is not None and now < closes_at:
        raise Problem(Code.APPEAL_WINDOW_OPEN, closes=closes_at)


def check_can_propose(
    stage: Stage, standing: ReleaseState | None, open_appeals: int, *, imported: bool
) -> None:
    """Refuse a final release before a provisional one, or while appeals are open.

    An imported table was published long ago: it is final from the start.
    """
    if imported:
        if stage is not Stage.FINAL or standing is not None:
            raise Problem(
                Code.WRONG_STATE, state=standing.value if standing else "imported"
            )
    elif stage is Stage.FINAL:
        if standing is not ReleaseState.PROVISIONAL:
            raise Problem(Code.WRONG_STATE, state=standing.value if standing else "none")
        if open_appeals:
            raise Problem(Code.WRONG_STATE, state=f"{open_appeals} open appeals")
    elif standing is not None:
        raise Problem(Code.RELEASE_EXISTS)
