"""Item results, one a row, added up by site: one expression for every engine.

    site_totals(rubric, records, period, results, small) -> Totals

The expression is written against Narwhals and runs on pandas, DuckDB and Spark alike. It
joins one table of a few hundred items, groups once and returns one row a site; its sums are
of whole numbers, so that every engine gives the same ones. What they hold is in
`scoring.packing`; they are read back in `scoring.unpacking`.
"""

from collections.abc import Callable, Mapping
from typing import Any

import narwhals as nw
import numpy as np

from scoring import misfits
from scoring.columns import HAS, NA, NO_DATA, Codes8
from scoring.items import action_sites, is_bounded
from scoring.naming import numbered
from scoring.packing import SLOTS, SQUARE, Packing, most_points, packing
from scoring.records import Records, Texts, ordered
from scoring.rubric import Rubric
from scoring.totals import Totals
from scoring.unpacking import Sums, Unpacked, sound, unpacked
from scoring.vocabulary import (
    Action,
    Bools,
    Ints,
    ItemState,
    Kind,
    Period,
    ScoringError,
    SiteState,
)

COLUMNS = ("site", "item", "state", "findings")
STATES: Mapping[str, int] = {
    "missing": ItemState.MISSING,
    "na": ItemState.NA,
    "rated": ItemState.RATED,  # last, so that it is asked for first
}
MOST = 2**63 - 1
OVERFLOWN = -1  # no sum of marks: all bits at once

Table = Mapping[str, Texts | Ints]
Frame = nw.LazyFrame[Any]
Small = Callable[[Table], Frame]  # puts a small table where the results are


def site_totals(
    rubric: Rubric, records: Records, period: Period, results: Frame, small: Small
) -> Totals:
    """Add item results up by site; records hold the sites, and no items.

    results: columns site, item, state (rated, na or missing) and findings (a count). An item
    without a row does not apply at its site; a failed site without rows lost all that could
    apply. ScoringError for rubrics whose items are not counts; Misfits names the rows of
    unknown sites, items and states, negative counts, and an item twice at one site.
    """
    sites = ordered(records)
    _check_rubric(rubric, sites)
    kinds, kind = _kinds(sites)
    plan = packing(rubric, kinds, period)
    items = small(_table(plan))
    sums = (
        _collected(sites.sites, plan, added(results, items, plan)) if plan.plain else None
    )
    if sums is None or not sound(plan, kind, sums).all():
        fitting = _looked_at(sites, plan, kind, results, small)
        sums = _collected(sites.sites, plan, added(fitting, items, plan))
        if sums is None or not sound(plan, kind, sums).all():
            misfits.check_once(fitting)
            raise ScoringError("the engine added the results up to sums that cannot be")
    return _totals(rubric, sites, plan, kind, sums)


def _looked_at(
    sites: Records, plan: Packing, kind: Ints, results: Frame, small: Small
) -> Frame:
    """Look at every row, where the sums cannot tell; leave out items of other venue types."""
    venues = np.array(plan.kinds, dtype=np.str_)
    one, item = np.nonzero(plan.for_kind)
    names = np.array([item.id for item in plan.items], dtype=np.str_)
    placed = small({"site": sites.sites, "venue": venues[kind]})
    rows = results.with_columns(nw.col("site").cast(nw.String))
    misfits.check_rows(rows, placed, small({"item": names}))
    return misfits.fitting(rows, placed, small({"venue": venues[one], "item": names[item]}))


def added(results: Frame, items: Frame, plan: Packing) -> Frame:
    """Return one row a site with the sums of its items: the one expression.

    items: item, each, cap, list, mark_0 .., unit_0 .., as laid out by the plan. A row that
    is not as it should be leaves no mark, and is missed by whoever counts the rows.
    """
    state, findings = nw.col("state"), nw.col("findings")
    bit = nw.lit(0, nw.Int64)
    for word, number in STATES.items():
        fits = (state == word) & (findings >= 0) if word == "rated" else state == word
        bit = nw.when(fits).then(nw.lit(1 << SLOTS * number, nw.Int64)).otherwise(bit)
    loss = nw.min_horizontal(findings * nw.col("each"), nw.col("cap"))
    points = nw.when(state == "rated").then(loss).otherwise(nw.lit(0, nw.Int64))
    marks, units = _names("mark", plan.mark_words), _names("unit", plan.point_words)
    rows = results.join(items, on="item", how="left").select(
        nw.col("site", "list"),
        *((bit * nw.col(name)).alias(name) for name in marks),
        *((points * nw.col(name)).alias(name) for name in units),
    )
    sums = ("list", *marks, *units)
    found = rows.group_by("site").agg(nw.len().alias("rows"), nw.col(*sums).sum())
    # Some engines add whole numbers up in a wider type, which a data frame has not; only
    # rows that stand twice can make a sum so large.
    return found.select("site", nw.col("rows").cast(nw.Int64), *map(_whole, sums))


def _whole(name: str) -> nw.Expr:
    total = nw.when(nw.col(name) <= MOST).then(nw.col(name))
    return total.otherwise(nw.lit(OVERFLOWN, nw.Int64)).cast(nw.Int64).alias(name)


def _names(name: str, words: int) -> tuple[str, ...]:
    return tuple(f"{name}_{word}" for word in range(words))


def _check_rubric(rubric: Rubric, sites: Records) -> None:
    for item in rubric.items:
        if item.kind is not Kind.COUNT:
            raise ScoringError(f"{item.id}: only counts can be added up by an engine")
        if item.months and sites.months is not None:
            raise ScoringError(f"{item.id}: months of visits need the engine memory")
    if rubric.states.na is Action.LOSE:
        raise ScoringError("an engine cannot tell an item without a row from a lost one")
    if sites.items:
        raise ScoringError("the sites have items of their own; leave them out")


def _kinds(sites: Records) -> tuple[tuple[str, ...], Ints]:
    """Return the venue types, and the number of that of each site."""
    column = sites.attributes.get("venue")
    if column is None:
        return ("",), np.zeros(len(sites.sites), dtype=np.int64)
    names, kind = numbered(column)
    return tuple(names.tolist()), kind


def _table(plan: Packing) -> Table:
    """Return the items as the expression wants them; an item for no kind leaves no mark."""
    square = plan.list_number**2 + (plan.list_number << SQUARE)
    made: dict[str, Texts | Ints] = {
        "item": np.array([item.id for item in plan.items], dtype=np.str_),
        "each": np.array([item.each for item in plan.items], dtype=np.int64),
        "cap": np.array([most_points(item) for item in plan.items], dtype=np.int64),
        "list": square,
    }
    word, bit = plan.slot // SLOTS, np.maximum(plan.slot, 0) % SLOTS
    for number, name in enumerate(_names("mark", plan.mark_words)):
        made[name] = np.where(word == number, 1 << bit, 0)
    weight = np.array([item.weight for item in plan.items], dtype=np.int64)
    word, bit = plan.field[plan.part].T
    for number, name in enumerate(_names("unit", plan.point_words)):
        made[name] = np.where((word == number) & (plan.slot >= 0), weight << bit, 0)
    return made


def _collected(names: Texts, plan: Packing, frame: Frame) -> Sums | None:
    """Put the sums where their sites stand; names are in order. None: a site is unknown."""
    rows = frame.collect("pandas")
    came = rows["site"].to_numpy().astype(np.str_)
    place = np.minimum(np.searchsorted(names, came), max(len(names) - 1, 0))
    if not len(names) or (names[place] != came).any():
        return None if len(came) else Sums.none(plan, len(names))
    found = Sums.none(plan, len(names))
    found.rows[place], found.lists[place] = rows["rows"].to_numpy(), rows["list"].to_numpy()
    for number, name in enumerate(_names("mark", plan.mark_words)):
        found.marks[number][place] = rows[name].to_numpy()
    for number, name in enumerate(_names("unit", plan.point_words)):
        found.points[number][place] = rows[name].to_numpy()
    return found


def _totals(
    rubric: Rubric, sites: Records, plan: Packing, kind: Ints, sums: Sums
) -> Totals:
    failed = action_sites(rubric, sites, Action.FAIL)
    lost = rubric.states.missing is Action.LOSE
    found = unpacked(plan, kind, sums, failed, missing_is_lost=lost)
    void = _void(rubric, found, due=found.seen if lost else found.seen + found.unseen)
    void &= sites.site_states == SiteState.OPEN
    reasons = _reasons(rubric, sites, void)
    unjudged = np.flatnonzero(reasons != HAS)
    for sums_of_items in (found.top, found.bottom, found.seen, found.rated):
        sums_of_items[unjudged] = 0
    if lost:  # nothing is missing where what is missing was lost
        found.missing[:], found.unseen[:] = False, 0
    return Totals(
        items=rubric.items,
        parts=plan.parts,
        top=found.top,
        bottom=found.bottom,
        rated=found.rated,
        missing=found.missing,
        reasons=reasons,
        failed=failed,
        void=void,
        unseen=found.unseen,
        seen=found.seen,
        bounded=tuple(
            all(is_bounded(rubric, item) for item in rubric.items if item.group == part)
            for part in plan.parts
        ),
    )


def _reasons(rubric: Rubric, sites: Records, void: Bools) -> Codes8:
    reasons = np.full(len(sites.sites), HAS, dtype=np.int8)
    reasons[action_sites(rubric, sites, Action.EXCLUDE)] = NA
    absent = sites.site_states == SiteState.MISSING
    reasons[absent | void | action_sites(rubric, sites, Action.VOID)] = NO_DATA
    return reasons


def _void(rubric: Rubric, found: Unpacked, due: Ints) -> Bools:
    """Say which sites lack too much: any missing item, or too many full marks."""
    if rubric.states.missing is Action.VOID:
        return np.asarray(found.missing.any(axis=1))
    if rubric.states.max_missing is None:
        return np.zeros(len(due), dtype=np.bool_)
    return np.asarray(found.unseen * 100 > rubric.states.max_missing * due)
