"""What of the appeals waits for whom. Joins its caller's session."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import RESPONSIBLE, Actor, Due, Role
from sanitation.appeals import queries
from sanitation.appeals.rules import AppealState
from sanitation.publication import queries as releases
from sanitation.publication.rules import STANDING


def waiting(
    session: Session, actor: Actor, streets: tuple[str, ...] | None, now: datetime
) -> Iterator[Due]:
    """List what waits for a panellist, for the office, or for those who may still appeal.

    streets: the places the actor answers for; None: not told apart by street.
    """
    if Role.PANELLIST in actor.roles:
        mine = queries.seats_of(session, actor.id)
        open_now = [
            appeal.rule_by
            for seat, appeal in mine
            if seat.sealed_at is None or appeal.state is AppealState.READY
        ]
        yield Due("appeals_to_judge", len(open_now), min(open_now, default=None))
    if Role.OFFICE in actor.roles:
        filed = queries.rule_by(session, (AppealState.FILED,))
        yield Due("appeals_to_draw", len(filed), min(filed, default=None))
        judged = queries.rule_by(session, (AppealState.PANEL, AppealState.READY))
        yield Due("appeals_at_panel", len(judged), min(judged, default=None))
    if actor.roles & RESPONSIBLE:
        yield from _windows(session, actor, streets, now)


def _windows(
    session: Session, actor: Actor, streets: tuple[str, ...] | None, now: datetime
) -> Iterator[Due]:
    for release in releases.releases(session, STANDING):
        closes = release.appeals_close_at
        if closes is None or closes < now:
            continue
        firm = actor.scope.contractor
        _rows, total = queries.findings(session, release.run_id, streets, firm, 0, 1)
        yield Due("findings_to_appeal", total, closes)
