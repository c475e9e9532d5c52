"""Dice read by two people, inside the caller's transaction.

Each enters what was rolled without seeing the other's digits: a slip of the finger, or
more, shows before anything follows from it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from sanitation.draws.models import Draw, DrawDice
from sanitation.errors import Code, Problem


def entries(session: Session, draw_id: int) -> Sequence[DrawDice]:
    """List what was entered for a draw, first to last."""
    statement = (
        select(DrawDice)
        .where(DrawDice.draw_id == draw_id)
        .options(joinedload(DrawDice.account))
        .order_by(DrawDice.attempt, DrawDice.place)
    )
    return session.scalars(statement).all()


def check_digits(digits: str, wanted: int) -> None:
    """Refuse dice of the wrong length: every digit rolled counts, and no other."""
    if len(digits) != wanted or not digits.isascii() or not digits.isdigit():
        raise Problem(Code.DICE_INVALID, wanted=wanted, got=len(digits))


def enter(
    session: Session, draw: Draw, account_id: int, digits: str, now: datetime
) -> DrawDice:
    """Keep one person's digits; the second, if equal, makes them the draw's.

    ALREADY_DONE once two agreed, DICE_SAME_PERSON for the second entry of one person.
    Where the two differ both entries stay on record and a new attempt begins.
    """
    if draw.dice_at is not None:
        raise Problem(Code.ALREADY_DONE)
    attempt, before = open_attempt(entries(session, draw.id))
    if before is not None and before.account_id == account_id:
        raise Problem(Code.DICE_SAME_PERSON)
    made = DrawDice(
        draw_id=draw.id,
        attempt=attempt,
        place=1 if before is None else 2,
        account_id=account_id,
        digits=digits,
        entered_at=now,
    )
    session.add(made)
    if before is not None and before.digits == digits:
        draw.dice, draw.dice_at = digits, now
    session.flush()
    return made


def open_attempt(found: Sequence[DrawDice]) -> tuple[int, DrawDice | None]:
    """Return the attempt that runs now, and its first entry if there is one."""
    if not found:
        return 1, None
    last = found[-1]
    return (last.attempt, last) if last.place == 1 else (last.attempt + 1, None)


def facts(one: DrawDice, draw: Draw) -> Mapping[str, object]:
    """Give what the ledger says of an entry: who and when, not the digits."""
    return {"draw": draw.ref, "attempt": one.attempt, "place": one.place}
