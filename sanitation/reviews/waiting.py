"""What waits for a judge, and for the office that assigns them. Joins its caller's session."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Actor, Due, Role
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.reviews import queries
from sanitation.reviews.rules import ReviewState


def waiting(session: Session, city: City, actor: Actor) -> Iterator[Due]:
    """List what waits for this person, with the day the oldest of it is due."""
    if Role.REVIEWER in actor.roles:
        count = queries.own_counts(session, actor.id).get(ReviewState.ASSIGNED, 0)
        since = queries.oldest_assigned(session, actor.id)
        yield Due("reviews_to_seal", count, _due(city, since))
    if Role.ADJUDICATOR in actor.roles:
        disputes = queries.open_adjudications(session, actor.id)
        since = min((one.assigned_at for one in disputes), default=None)
        yield Due("disputes_to_decide", len(disputes), _due(city, since))
    if Role.OFFICE in actor.roles:
        yield Due("records_to_assign", queries.without_reviewers(session))


def _due(city: City, since: datetime | None) -> datetime | None:
    if since is None:
        return None
    days = city.default_int("review.within")
    return load_calendar(city.calendar).add_working_days(since, days).due
