"""What may follow what in a draw. Pure."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sanitation.errors import Code, Problem


class DrawState(StrEnum):
    """Where a draw stands."""

    COMMITTED = "committed"
    DRAWN = "drawn"
    ASSIGNED = "assigned"
    CANCELLED = "cancelled"


class Seal(StrEnum):
    """What may be known of a draw's sample, and whether it can be checked."""

    NONE = "none"  # nothing is sealed: an open rehearsal, or cancelled before its seed
    SEALED = "sealed"  # the shares open when fieldwork closes
    TO_OPEN = "to_open"  # cancelled after its seed: published whole, so they open at once
    UNVERIFIED = "unverified"  # they should be open by now
    OPENED = "opened"  # anybody can replay the draw

    @property
    def may_open(self) -> bool:
        """Whether a trustee or the office can open the shares now."""
        return self in {Seal.TO_OPEN, Seal.UNVERIFIED}


class WaveState(StrEnum):
    """Where a wave stands."""

    WAITING = "waiting"
    DRAWN = "drawn"


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


def check_can_cancel(state: DrawState, waves_waiting: int) -> None:
    """Refuse to cancel what is all drawn; of a quarter in waves, what is left may go."""
    if state is not DrawState.ASSIGNED or not waves_waiting:
        check_follows(state, DrawState.CANCELLED)


def check_reason(reason: str, allowed: Collection[str]) -> None:
    """Refuse a substitution for a reason that is not on the closed list."""
    if reason not in allowed:
        raise Problem(Code.INVALID_INPUT, field="reason", wanted=", ".join(allowed))


TRUSTEES = 3  # the fewest, each of another body
AHEAD = timedelta(hours=72)  # the beacon round lies at least so long after the plan
DICE_BEFORE = timedelta(minutes=30)  # dice come at least so long before the round
SHARE = re.compile(r"[0-9a-f]{64}")
VARIED = 16  # different bytes; 32 random ones have fewer once in 10^10 times


def seal_of(
    state: DrawState,
    drawn_at: datetime | None,
    opens_at: datetime | None,
    opened_at: datetime | None,
    now: datetime,
) -> Seal:
    """Tell what may be known of a draw; opens_at is None where it has no trustees.

    A cancelled draw may be opened at once, and is unverified only once it is late: the
    office must not keep a sample it did not like from sight.
    """
    if opens_at is None or (state is DrawState.CANCELLED and drawn_at is None):
        return Seal.NONE
    if opened_at is not None:
        return Seal.OPENED
    if now >= opens_at:
        return Seal.UNVERIFIED
    return Seal.TO_OPEN if state is DrawState.CANCELLED else Seal.SEALED


def check_can_open(
    seal: Seal, drawn_at: datetime | None, opens_at: datetime | None
) -> None:
    """Refuse to open before fieldwork closes; a cancelled draw opens at once."""
    if seal is Seal.OPENED:
        raise Problem(Code.ALREADY_DONE)
    if seal is Seal.SEALED:
        raise Problem(Code.NOT_OPEN_YET, opens=opens_at)
    if seal is Seal.NONE or drawn_at is None:
        raise Problem(Code.WRONG_STATE, state=seal.value)


def check_shares(handed_in: int) -> None:
    """Refuse a sealed plan before enough trustees handed in their shares."""
    if handed_in < TRUSTEES:
        raise Problem(Code.TOO_FEW_SHARES, wanted=TRUSTEES, found=handed_in)


def share_of(text: str) -> bytes:
    """Read a share typed or made by the browser; SHARE_INVALID for anything else.

    A share that repeats itself was not made at random, and could be guessed.
    """
    plain = "".join(text.split()).lower()
    if not SHARE.fullmatch(plain) or len(set(bytes.fromhex(plain))) < VARIED:
        raise Problem(Code.SHARE_INVALID)
    return bytes.fromhex(plain)


def check_round(due: datetime, now: datetime, *, rehearsal: bool) -> None:
    """Refuse a round that is past, or so near that it might be known; see AHEAD.

    Only a rehearsal may name a nearer one: it steers nothing.
    """
    least = now if rehearsal else now + AHEAD
    if due < least or due == now:
        raise Problem(Code.BEACON_TOO_SOON, due=due, earliest=least)


def check_dice_in_time(due: datetime, now: datetime, *, rehearsal: bool) -> None:
    """Refuse dice that come when the beacon could be known; see DICE_BEFORE."""
    latest = due if rehearsal else due - DICE_BEFORE
    if now > latest:
        raise Problem(Code.DICE_TOO_LATE, latest=latest)
