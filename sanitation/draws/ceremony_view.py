"""Builds what pages show of a ceremony: nothing that would tell the seed or the sample."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from sanitation.catalog.quarter import Quarter
from sanitation.draws import (
    dice,
    late,
    planning,
    queries,
    stamping,
    trustees,
    view,
    wave_rows,
)
from sanitation.draws.models import Draw, DrawDice, DrawNotice, DrawTrustee
from sanitation.draws.rules import DICE_BEFORE
from sanitation.draws.values import (
    CeremonyPage,
    DiceRow,
    HandedIn,
    LateRound,
    StampRow,
    TrusteePage,
    TrusteeRow,
)


def page(session: Session, draw: Draw, now: datetime) -> CeremonyPage:
    """Show where a ceremony stands, as anybody may know it."""
    due = datetime.fromtimestamp(planning.round_due(draw.beacon_round), UTC)
    rehearsal = planning.is_rehearsal(draw.plan)
    return CeremonyPage(
        draw=view.row(draw, now),
        trustees=tuple(trustee_row(one) for one in trustees.of_draw(session, draw.id)),
        dice=tuple(dice_row(one, draw) for one in dice.entries(session, draw.id)),
        dice_digits=planning.dice_digits(draw.plan),
        dice_latest=due - (timedelta() if rehearsal else DICE_BEFORE),
        round_due=due,
        relays=tuple((draw.beacon_relays or "").split()),
        beacon_signature=draw.beacon_signature,
        waves=wave_rows.rows(queries.waves(session, draw.id), now),
        late=tuple(late_round(one) for one in late.notices(session, draw.id)),
        late_from=due + late.LATE,
        stamp=stamp_row(session, draw),
    )


def stamp_row(session: Session, draw: Draw) -> StampRow | None:
    """Copy the stamp over a plan into plain values, if there is one."""
    made = stamping.of_draw(session, draw.id)
    return StampRow(made.stamped_at, made.body, made.root_sha256) if made else None


def late_round(one: DrawNotice) -> LateRound:
    """Copy a notice into plain values."""
    return LateRound(one.late_round, one.next_round, one.noticed_at, one.statement)


def trustee(session: Session, account_id: int, now: datetime, today: date) -> TrusteePage:
    """Show one trustee's own shares, and where each draw they seal stands."""
    asked = quarter_asked(session, today)
    waiting = {one.ref for one in trustees.waiting(session, asked)}
    found = trustees.of_account(session, account_id)
    draws = {draw.id: draw for draw in queries.draws(session)}
    rows = tuple(
        (handed_in(one), view.row(draws[one.draw_id], now) if one.draw_id else None)
        for one in found
    )
    return TrusteePage(rows, asked, any(one.ref in waiting for one, _ in rows))


def quarter_asked(session: Session, today: date) -> str:
    """Return the quarter whose plan comes next: this one, or the next once this is drawn."""
    now = Quarter.of(today)
    return str(now if queries.live_draw(session, str(now)) is None else now.next)


def handed_in(one: DrawTrustee) -> HandedIn:
    """Copy a share's receipt into plain values: the pin, never the share."""
    return HandedIn(
        ref=one.ref,
        quarter=one.quarter,
        pin=one.pin,
        at=one.handed_in_at,
        body=one.organisation.name,
    )


def trustee_row(one: DrawTrustee) -> TrusteeRow:
    """Copy a pinned share into plain values; the share itself once it is open to all."""
    return TrusteeRow(
        position=one.position or 0,
        body=one.organisation.name,
        pin=one.pin,
        handed_in_at=one.handed_in_at,
        share=one.share or "",
    )


def dice_row(one: DrawDice, draw: Draw) -> DiceRow:
    """Copy an entry; its digits only once two people agreed on them."""
    agreed = draw.dice_at is not None and one.digits == draw.dice
    return DiceRow(
        attempt=one.attempt,
        place=one.place,
        account=one.account_id,
        name=one.account.name,
        at=one.entered_at,
        digits=one.digits if agreed else "",
    )
