"""How far a quarter's review is, and how well independent judges agree."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sanitation.draws.models import Draw, Task
from sanitation.fieldwork.models import Submission
from sanitation.reviews import queries
from sanitation.reviews.models import Adjudication
from sanitation.reviews.rules import Marks, ReviewState
from scoring import agreement


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """One indicator: pairs judged, raw agreement, kappa and alpha; None where undefined."""

    item: str
    pairs: int
    raw: float | None
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A quarter's review as the office sees it: counts, never persons."""

    records: int
    settled: int
    in_review: int
    disputes_open: int
    disputes_decided: int
    recognised: int  # how often a reviewer could tell where a record is from
    items: tuple[ItemAgreement, ...]


def agreement_of(session: Session, quarter: str) -> Agreement:
    """Compute the counts and the agreement per indicator of a quarter."""
    records = list(queries.settled(session, quarter))
    both = [record for record in records if record.first and record.second]
    counts = _dispute_counts(session, quarter)
    items = sorted({item for record in both for item in record.first})
    pairs = {item: _pairs(both, item) for item in items}
    return Agreement(
        records=len(records),
        settled=sum(record.marks is not None for record in records),
        in_review=len(records) - len(both),
        disputes_open=counts.get(ReviewState.ASSIGNED, 0),
        disputes_decided=counts.get(ReviewState.SEALED, 0),
        recognised=queries.recognised_count(session, quarter),
        items=tuple(_item(item, pairs[item]) for item in items),
    )


def _pairs(records: list[queries.SettledRecord], item: str) -> list[tuple[str, str]]:
    return [
        (_label(record.first, item), _label(record.second, item))
        for record in records
        if item in record.first
    ]


def _label(marks: Marks, item: str) -> str:
    one = marks[item]
    return f"{one.state.value}:{one.findings}"


def _item(item: str, pairs: list[tuple[str, str]]) -> ItemAgreement:
    return ItemAgreement(
        item,
        len(pairs),
        agreement.raw(pairs),
        agreement.kappa(pairs),
        agreement.alpha(pairs),
    )


def _dispute_counts(session: Session, quarter: str) -> dict[ReviewState, int]:
    statement = (
        select(Adjudication.state, func.count())
        .join(Adjudication.submission)
        .join(Submission.task)
        .join(Task.draw)
        .where(Draw.quarter == quarter)
        .group_by(Adjudication.state)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
