"""The difference of a figure between any two runs, with its interval where one can be given."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy.orm import Session

from sanitation.blobs import Blobs
from sanitation.scores import computing, queries
from sanitation.scores.models import ScoreRun
from sanitation.scores.replays import Replays
from scoring.differences import common_sites, differences
from scoring.history import Past
from scoring.result import Result
from scoring.vocabulary import ScoringError


class Basis(StrEnum):
    """What a comparison can say, and why it cannot say more."""

    SAMPLED = "sampled"  # both computed here: differences with intervals
    PRINTED = "printed"  # one was taken over from a printed table: no interval
    METHODS = "methods"  # two methods: nothing is compared


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a figure moved; low, high: its 95 % interval; percent: of the earlier value."""

    value: Fraction
    low: float | None = None
    high: float | None = None
    percent: Fraction | None = None
    percent_low: float | None = None
    percent_high: float | None = None

    @property
    def sure(self) -> bool:
        """Tell whether it is more than chance: the interval leaves zero out."""
        return (
            self.low is not None
            and self.high is not None
            and (self.low > 0 or self.high < 0)
        )


@dataclass(frozen=True, slots=True)
class Between:
    """Two runs side by side; common: sites drawn in both, where both are computed."""

    basis: Basis
    common: int
    now: Result | None
    past: Past | None

    def of(self, level: str, column: str) -> Mapping[str, Difference]:
        """Return a column's differences by area, both runs computed; else nothing."""
        if self.now is None or self.past is None:
            return {}
        try:
            plain = differences(self.now, self.past, level, column)
            percent = differences(self.now, self.past, level, column, "percent")
        except ScoringError:  # this rubric has no such column
            return {}
        return {
            area: Difference(
                one.value,
                one.low,
                one.high,
                percent[area].value,
                percent[area].low,
                percent[area].high,
            )
            for area, one in plain.items()
            if one.value is not None
        }


def between(
    session: Session, blobs: Blobs, replays: Replays, earlier: ScoreRun, later: ScoreRun
) -> Between:
    """Lay two runs side by side. Records of the earlier are scored by the later's method."""
    computed = [run for run in (earlier, later) if run.rubric_sha256]
    if len(computed) < 2:
        same = earlier.method == later.method and bool(later.method)
        return Between(Basis.PRINTED if same else Basis.METHODS, 0, None, None)
    now, _ = replays.of(session, blobs, later)
    if earlier.method == later.method:
        past = replays.of(session, blobs, earlier)[0].past()
    else:
        past = computing.past_of_run(session, blobs, earlier, now.work.rubric)
    if past.method != now.work.rubric.method:
        return Between(Basis.METHODS, 0, None, None)
    return Between(Basis.SAMPLED, common_sites(now, past), now, past)


def printed(
    session: Session, earlier: ScoreRun, later: ScoreRun, level: str, column: str
) -> Mapping[str, Difference]:
    """Return the differences of kept figures, which have no interval."""
    then = queries.table(session, earlier.id, level, (column,))
    found = {}
    for area, figures in queries.table(session, later.id, level, (column,)).items():
        old, new = then.get(area, {}).get(column), figures[column].value
        if old is not None and old.value is not None and new is not None:
            before, moved = Fraction(old.value), Fraction(new) - Fraction(old.value)
            percent = 100 * moved / before if before else None
            found[area] = Difference(moved, percent=percent)
    return found
