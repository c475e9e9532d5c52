"""Trustees' shares inside the caller's transaction: handed in, pinned, opened.

Source: protocol sanrandom-draw/1, section 5.1.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from sampling import commitment
from sanitation.accounts.models import Account
from sanitation.draws.models import Draw, DrawTrustee
from sanitation.draws.rules import DrawState, check_shares
from sanitation.draws.vault import Vault
from sanitation.errors import Code, Problem


def attempt_of(session: Session, quarter: str) -> int:
    """Return which attempt at the quarter's draw the next plan is, from 1."""
    cancelled = select(func.count()).where(
        Draw.quarter == quarter, Draw.state == DrawState.CANCELLED
    )
    return 1 + (session.scalar(cancelled.select_from(Draw)) or 0)


def waiting(session: Session, quarter: str) -> Sequence[DrawTrustee]:
    """List the shares handed in for the quarter's next plan, in the order they came."""
    attempt = attempt_of(session, quarter)
    statement = _shares().where(
        DrawTrustee.quarter == quarter,
        DrawTrustee.attempt == attempt,
        DrawTrustee.draw_id.is_(None),
    )
    return session.scalars(statement.order_by(DrawTrustee.id)).all()


def of_draw(session: Session, draw_id: int) -> Sequence[DrawTrustee]:
    """List a draw's shares in the order of their pins."""
    statement = _shares().where(DrawTrustee.draw_id == draw_id)
    return session.scalars(statement.order_by(DrawTrustee.position)).all()


def of_account(session: Session, account_id: int) -> Sequence[DrawTrustee]:
    """List what one trustee handed in, the latest first."""
    statement = _shares().where(DrawTrustee.account_id == account_id)
    return session.scalars(statement.order_by(DrawTrustee.id.desc())).all()


def hand_in(
    session: Session,
    vault: Vault,
    account: Account,
    quarter: str,
    share: bytes,
    now: datetime,
) -> DrawTrustee:
    """Keep a share, encrypted; ALREADY_DONE, TRUSTEE_SAME_BODY or SHARE_REUSED."""
    if any(one.account_id == account.id for one in waiting(session, quarter)):
        raise Problem(Code.ALREADY_DONE)
    pin = commitment.share_pin(share)
    made = DrawTrustee(
        quarter=quarter,
        attempt=attempt_of(session, quarter),
        account_id=account.id,
        organisation_id=account.organisation_id,
        pin=pin,
        sealed_share=vault.close(share, pin),
        handed_in_at=now,
    )
    session.add(made)
    session.flush()
    return made


def pin(session: Session, quarter: str) -> Sequence[DrawTrustee]:
    """Give every share waiting for the quarter its place; TOO_FEW_SHARES below three."""
    found = waiting(session, quarter)
    check_shares(len(found))
    for place, one in enumerate(found, start=1):
        one.position = place
    return found


def secret(session: Session, vault: Vault, draw: Draw) -> str:
    """Return the value of the seed's fifth line; nobody but the draw may see it."""
    return commitment.secret(read(session, vault, draw))


def read(session: Session, vault: Vault, draw: Draw) -> tuple[bytes, ...]:
    """Decrypt a draw's shares in the order of their pins; SHARES_LOST names who is asked."""
    found = {
        one.position or 0: vault.open(one.sealed_share, one.pin)
        for one in of_draw(session, draw.id)
    }
    lost = [place for place, share in found.items() if share is None]
    if lost or not found:
        raise Problem(Code.SHARES_LOST, positions=", ".join(map(str, lost)))
    return tuple(share for share in found.values() if share is not None)


def enter(one: DrawTrustee, vault: Vault, share: bytes) -> None:
    """Take a trustee's own copy in place of the server's; SHARE_MISMATCH unless pinned."""
    if commitment.share_pin(share) != one.pin:
        raise Problem(Code.SHARE_MISMATCH, positions=one.position)
    one.sealed_share = vault.close(share, one.pin)


def publish(session: Session, vault: Vault, draw: Draw) -> None:
    """Open every share of a draw; SHARE_MISMATCH if one gives another pin or secret."""
    shares, rows = read(session, vault, draw), of_draw(session, draw.id)
    wrong = [
        one.position
        for one, share in zip(rows, shares, strict=True)
        if commitment.share_pin(share) != one.pin
    ]
    seed = commitment.parse_seed(draw.seed_text.encode())
    if wrong or commitment.secret(shares) != seed.secret:
        raise Problem(Code.SHARE_MISMATCH, positions=", ".join(map(str, wrong)))
    for one, share in zip(rows, shares, strict=True):
        one.share = share.hex()


def facts(one: DrawTrustee) -> Mapping[str, object]:
    """Give what the ledger says of a share: its pin, never the share before it is open."""
    return {"quarter": one.quarter, "attempt": one.attempt, "pin": one.pin}


def _shares() -> Select[DrawTrustee]:
    return select(DrawTrustee).options(
        joinedload(DrawTrustee.account), joinedload(DrawTrustee.organisation)
    )
