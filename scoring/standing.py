"""Where each area stands: rank, joint rank interval and tier of one column."""

from dataclasses import dataclass
from fractions import Fraction

from scoring import uncertainty
from scoring.columns import Column
from scoring.precision import Errors
from scoring.steps import Step
from scoring.uncertainty import RankInterval
from scoring.vocabulary import Rule
from scoring.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """One area's rank among `ranked`, the ranks its error leaves open, and its tier."""

    rank: int | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    tier: int | None = None
    ranked: int | None = None


def standings(
    work: Workspace, level: str, name: str, errors: Errors | None
) -> list[Standing]:
    """Return the standing of every area; all empty where no step ranks the column."""
    column = work.columns[level, name]
    found = step_of(work, Rule.RANK, level, name)
    if found is None:
        return [Standing()] * len(column.reasons)
    step, suffix = found
    ranks = work.columns[level, step.out + suffix].values
    places = [int(r) if isinstance(r, Fraction) else None for r in ranks]
    rows = [row for row, place in enumerate(places) if place is not None]
    higher = step.word("order") == "desc"
    made = _intervals(column, errors, rows, higher=higher)
    order = sorted(range(len(rows)), key=lambda place: (places[rows[place]], place))
    tiers = _tiers(made, order, higher=higher)
    standing = [Standing()] * len(places)
    for number, row in enumerate(rows):
        one = made[number] if made else None
        standing[row] = Standing(
            places[row],
            one.rank_low if one else None,
            one.rank_high if one else None,
            tiers[number] if tiers else None,
            len(rows),
        )
    return standing


def _intervals(
    column: Column, errors: Errors | None, rows: list[int], *, higher: bool
) -> tuple[RankInterval, ...]:
    if errors is None or not rows:
        return ()
    return uncertainty.rank_intervals(
        column.floats[rows], errors.known[rows], higher_is_better=higher
    )


def _tiers(made: tuple[RankInterval, ...], order: list[int], *, higher: bool) -> list[int]:
    if not made:
        return []
    flipped = made if higher else tuple(_mirrored(one) for one in made)
    return uncertainty.tiers(flipped, order)


def _mirrored(one: RankInterval) -> RankInterval:
    return RankInterval(-one.high, -one.low, one.rank_low, one.rank_high)


def step_of(work: Workspace, rule: Rule, level: str, name: str) -> tuple[Step, str] | None:
    """Return the first step with this rule that reads the column, and its suffix."""
    for step in work.rubric.steps:
        if step.rule is not rule or step.at != level or not step.columns:
            continue
        source = step.columns[0]
        suffix = name[len(source) :]
        fits = name.startswith(source) and (suffix == "" or suffix[0] == ".")
        if fits and (level, step.out + suffix) in work.columns:
            return step, suffix
    return None


def labels_beside(work: Workspace, level: str, name: str) -> list[str | None]:
    """Return the grade each area has for this column; None where no step gives one."""
    found = step_of(work, Rule.BANDS, level, name)
    if found is None:
        return [None] * len(work.columns[level, name].reasons)
    values = work.columns[level, found[0].out + found[1]].values
    return [value if isinstance(value, str) else None for value in values]
