"""Who judges what: eligible people, the tickets of the quarter's seed, one batch."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import commitment, tickets
from sanitation.accounts import queries as people
from sanitation.accounts.models import Account
from sanitation.accounts.rules import Actor, Role
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.fieldwork.models import Submission
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.reviews import queries
from sanitation.reviews.models import Review
from sanitation.reviews.rules import Candidate, Record, Seat, assign

STAGE = "review"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one assignment did."""

    records: int
    reviewers: int
    digest: str  # of the list of seats, as committed in the ledger


def assign_batch(
    session: Session, actor: Actor, city: City, quarter: str, now: datetime
) -> Batch:
    """Assign every record that has no reviewers yet; one entry commits the whole list."""
    teams = queries.team_people(session)
    waiting = queries.unassigned(session, quarter)
    records = [_record(city, submission, teams) for submission in waiting]
    pool = candidates(session, Role.REVIEWER, quarter)
    ticket = ticket_of(session, quarter)
    seats, short = assign(records, pool, queries.loads(session, quarter), ticket)
    if short:
        raise Problem(Code.TOO_FEW_REVIEWERS, records=len(short))
    refs = {record.id: record.ref for record in records}
    names = {person.id: person.ref for person in pool}
    made = _reviews(seats, refs, names, ticket, now)
    session.add_all(made)
    session.flush()
    lines = sorted(
        f"{refs[seat.record]},{seat.slot},{names[seat.person]}" for seat in seats
    )
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    event = Event(
        kind="ReviewsAssigned",
        object=digest[:32],
        facts={"quarter": quarter, "seats": len(seats), "digest": digest},
        actor=actor.ref,
        role=actor.role,
    )
    if seats:
        append(session, event, now)
    return Batch(len(records), len(pool), digest)


def ticket_of(session: Session, quarter: str) -> Callable[[str], str]:
    """Return the ticket function of the quarter's review stage."""
    seed = queries.seed_of(session, quarter)
    if not seed:
        raise Problem(Code.WRONG_STATE, state="no draw")
    key = commitment.stage_key(seed.encode(), STAGE, quarter)
    return lambda name: tickets.ticket(key, name)


def candidates(session: Session, role: Role, quarter: str) -> tuple[Candidate, ...]:
    """Return the active people of a role with what bars them.

    Nobody who is in a team of the quarter is among them, whatever their role today: who
    visits sites in a quarter judges no record of it.
    """
    visiting = queries.visiting(session, quarter)
    accounts = people.people_with_role(session, role)
    return _candidates(session, [one for one in accounts if one.id not in visiting])


def record_of(session: Session, city: City, submission: Submission) -> Record:
    """Return what bars people from one record."""
    return _record(city, submission, queries.team_people(session))


def _candidates(session: Session, accounts: Sequence[Account]) -> tuple[Candidate, ...]:
    ties = people.conflicts(session, [account.id for account in accounts])
    found = []
    for account in accounts:
        own = [tie for tie in ties if tie.account_id == account.id]
        found.append(
            Candidate(
                id=account.id,
                ref=account.ref,
                districts=frozenset(tie.district for tie in own if tie.district),
                streets=frozenset(tie.street for tie in own if tie.street),
                bodies=frozenset(t.organisation_id for t in own if t.organisation_id)
                | {account.organisation_id},
            )
        )
    return tuple(sorted(found, key=lambda person: person.ref))


def _record(
    city: City, submission: Submission, teams: Mapping[int, Mapping[int, int]]
) -> Record:
    site = submission.task.site
    team = teams.get(submission.team_id, {})
    keeper = {site.contractor_id} if site.contractor_id else set()
    return Record(
        id=submission.id,
        ref=submission.ref,
        district=city.district_of(site.street),
        street=site.street,
        bodies=frozenset(team.values()) | keeper,
        people=frozenset(team),
    )


def _reviews(
    seats: Iterable[Seat],
    refs: dict[int, str],
    names: dict[int, str],
    ticket: Callable[[str], str],
    now: datetime,
) -> list[Review]:
    own: dict[int, list[Seat]] = {}
    for seat in seats:
        own.setdefault(seat.person, []).append(seat)
    made = []
    for person, given in sorted(own.items()):
        # Each reviewer's own shuffle: neither upload order nor the other's order shows.
        shuffled = sorted(
            given, key=lambda seat: ticket(f"order,{names[person]},{refs[seat.record]}")
        )
        for position, seat in enumerate(shuffled, 1):
            made.append(
                Review(
                    submission_id=seat.record,
                    reviewer_id=person,
                    slot=seat.slot,
                    position=position,
                    assigned_at=now,
                )
            )
    return made
