"""When a review may be sealed, when two agree, and who may judge what. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sanitation.errors import Code, Problem

# The one line judged where a site was found locked or closed: 1 confirms, 0 rejects.
SITE_ITEM = "SITE"


class ReviewState(StrEnum):
    """Where one person's judgement stands."""

    ASSIGNED = "assigned"
    SEALED = "sealed"
    SET_ASIDE = "set_aside"


class MarkState(StrEnum):
    """How one indicator was judged."""

    COUNTED = "counted"
    NA = "na"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, order=True)
class Judgement:
    """One indicator as one person judged it."""

    state: MarkState
    findings: int = 0  # 0 unless counted


Marks = Mapping[str, Judgement]


def items_to_judge(answered: Collection[str]) -> tuple[str, ...]:
    """List what a reviewer judges: the indicators answered, or the state of the site."""
    return tuple(sorted(answered)) or (SITE_ITEM,)


MOST_FINDINGS = 999  # of one indicator


def check_can_seal(state: ReviewState, marks: Marks, items: Collection[str]) -> None:
    """Refuse a second seal, and marks that do not cover the record's indicators."""
    if state is not ReviewState.ASSIGNED:
        raise Problem(Code.REVIEW_ALREADY_SEALED)
    if wrong := sorted(set(items) ^ marks.keys()):
        raise Problem(Code.MARKS_MISMATCH, items=", ".join(wrong))
    check_counts(marks)


def check_counts(marks: Marks) -> None:
    """Refuse a count no record can have, and one where nothing was counted."""
    most = {MarkState.COUNTED: MOST_FINDINGS}
    odd = [i for i, m in marks.items() if not 0 <= m.findings <= most.get(m.state, 0)]
    if odd:
        raise Problem(Code.MARKS_MISMATCH, items=", ".join(sorted(odd)))


def in_dispute(first: Marks, second: Marks) -> tuple[str, ...]:
    """List the indicators on which two sealed reviews differ, in order of their codes."""
    return tuple(sorted(item for item in first if first[item] != second[item]))


def settle(first: Marks, second: Marks, decided: Marks) -> Marks | None:
    """Return the marks that stand, or None while a dispute is undecided."""
    disputed = in_dispute(first, second)
    if any(item not in decided for item in disputed):
        return None
    return {item: decided[item] if item in disputed else first[item] for item in first}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may judge, and the places and bodies that bar them (回避)."""

    id: int
    ref: str
    districts: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    bodies: frozenset[int] = frozenset()  # their own organisation among them


@dataclass(frozen=True, slots=True)
class Record:
    """What the assignment looks at; the reviewer never sees any of it."""

    id: int
    ref: str
    district: str
    street: str
    bodies: frozenset[int]  # who keeps the site, and whose people made the record
    people: frozenset[int]  # accounts of the team that made it


def may_judge(person: Candidate, record: Record) -> bool:
    """Tell whether nothing bars the person from the record."""
    return (
        person.id not in record.people
        and record.district not in person.districts
        and record.street not in person.streets
        and not record.bodies & person.bodies
    )


def stand_in(
    record: Record,
    pool: Sequence[Candidate],
    seated: Collection[int],
    loads: Mapping[int, int],
    ticket: Callable[[str], str],
) -> Candidate:
    """Return who judges instead of somebody who stepped back; TOO_FEW_REVIEWERS if nobody can.

    seated: everyone who has or had a seat at this record. As in `assign`: the smallest
    load, ties by the ticket of `record,person`.
    """
    eligible = [p for p in pool if p.id not in seated and may_judge(p, record)]
    if not eligible:
        raise Problem(Code.TOO_FEW_REVIEWERS, records=1)
    return min(
        eligible,
        key=lambda one: (loads.get(one.id, 0), ticket(f"{record.ref},{one.ref}")),
    )


@dataclass(frozen=True, slots=True)
class Seat:
    """One reviewer for one slot of one record."""

    record: int
    person: int
    slot: int


def assign(
    records: Sequence[Record],
    pool: Sequence[Candidate],
    loads: Mapping[int, int],
    ticket: Callable[[str], str],
) -> tuple[tuple[Seat, ...], tuple[Record, ...]]:
    """Give each record two reviewers; also return the records that lack eligible ones.

    Records in ticket order; each takes the two eligible people with the smallest load so
    far, ties by the ticket of `record,person`, so nobody can choose whom they get.
    """
    load = {person.id: loads.get(person.id, 0) for person in pool}
    seats: list[Seat] = []
    short: list[Record] = []
    for record in sorted(records, key=lambda record: ticket(record.ref)):
        eligible = [person for person in pool if may_judge(person, record)]
        if len(eligible) < 2:
            short.append(record)
            continue
        tickets = {person.id: ticket(f"{record.ref},{person.ref}") for person in eligible}
        lightest = sorted(eligible, key=lambda one: (load[one.id], tickets[one.id]))[:2]
        pair = sorted(lightest, key=lambda one: tickets[one.id])
        for slot, person in enumerate(pair, 1):
            load[person.id] += 1
            seats.append(Seat(record.id, person.id, slot))
    return tuple(seats), tuple(short)
