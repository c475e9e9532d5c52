"""Item results, one a row, added up by site: one expression for every engine.

    site_totals(rubric, records, period, results, small) -> Totals

The expression is written against Narwhals and runs on pandas, DuckDB and Spark alike. It
filters, joins two small tables and groups once; its sums are of whole numbers, so that every
engine gives the same ones. Only one row a site and group of items comes back.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np

from scoring.columns import HAS, NA, NO_DATA
from scoring.items import action_sites, is_bounded
from scoring.parts import Item
from scoring.records import Records, Texts, ordered
from scoring.rubric import Rubric
from scoring.totals import Totals
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
NO_CAP = 10**12
NOWHERE = -1  # the part of an item that does not apply
JUDGED = ("top", "bottom", "seen", "rated")  # of items that were judged
COUNTED = ("unseen", "due", "missing", "rows")

Table = Mapping[str, Texts | Ints]
Frame = nw.LazyFrame[Any]
Small = Callable[[Table], Frame]  # puts a small table where the results are
Laid = Mapping[str, Ints]  # (sites, parts), in the order of the sites


def site_totals(
    rubric: Rubric, records: Records, period: Period, results: Frame, small: Small
) -> Totals:
    """Add item results up by site; records hold the sites, and no items.

    results: columns site, item, state (ItemState) and findings (a count). An item without a
    row does not apply at its site; a failed site without rows lost all that could apply.
    ScoringError for unknown sites and items, an item twice at one site, negative counts,
    and rubrics whose items are not counts.
    """
    sites = ordered(records)
    _check_rubric(rubric, sites)
    used = {item.group for item in rubric.items}
    parts = tuple(name for name in (*(g.id for g in rubric.groups), "") if name in used)
    venues = _venues(sites)
    rules = _rules(rubric, sorted(set(venues)), period)
    failed = action_sites(rubric, sites, Action.FAIL)
    where = small(
        {"site": sites.sites, "venue": np.array(venues), "failed": failed.astype(np.int64)}
    )
    items = small({"item": np.array([item.id for item in rubric.items])})
    _check_rows(results, items)
    rows = added(rubric, results, where, small(_table(rules, parts)))
    laid = _laid_out(sites.sites, parts, rows.collect("pandas"))
    _check_counts(laid, rules, venues, parts)
    _fill_failed(laid, rules, venues, parts, failed)
    return _totals(rubric, sites, parts, laid, failed)


def added(rubric: Rubric, results: Frame, sites: Frame, rules: Frame) -> Frame:
    """Return one row a site and part, with the sums of its items: the one expression.

    sites: site, venue, failed. rules: venue, item, part, each, cap, full, weight. The part
    of rows without a rule is NOWHERE.
    """
    state, failed = nw.col("state"), nw.col("failed") == 1
    lost = failed & (state != ItemState.NA)
    unseen = (state == ItemState.MISSING) & ~failed
    if rubric.states.missing is Action.LOSE:
        lost = lost | (state == ItemState.MISSING)
    loss, cap, full = nw.col("findings") * nw.col("each"), nw.col("cap"), nw.col("full")
    capped = nw.when(loss > cap).then(cap).otherwise(loss)
    points = nw.when(lost).then(full).otherwise(capped)
    judged = (state == ItemState.RATED) | lost
    weight, one, none = nw.col("weight"), nw.lit(1, nw.Int64), nw.lit(0, nw.Int64)

    def where(condition: nw.Expr, value: nw.Expr, name: str) -> nw.Expr:
        return nw.when(condition).then(value).otherwise(none).alias(name)

    # Rows of unknown sites must come back to be refused, so nothing is dropped here; and what
    # is not known is a whole number too, or a data frame would turn to fractions.
    joined = results.join(sites, on="site", how="left")
    joined = joined.join(rules, on=["venue", "item"], how="left")
    numbers = ("failed", "each", "cap", "full", "weight")
    rows = joined.with_columns(
        nw.col("part").fill_null(NOWHERE).cast(nw.Int64),
        *(nw.col(name).fill_null(0).cast(nw.Int64) for name in numbers),
    )
    columns = rows.with_columns(
        where(judged, points * weight, "top"),
        where(judged, full * weight, "bottom"),
        where(judged, full, "seen"),
        where(judged, one, "rated"),
        where(unseen, full, "unseen"),
        where(state != ItemState.NA, full, "due"),
        where(unseen & ~lost, one, "missing"),
        where(state == ItemState.RATED, nw.col("findings"), "least"),
        one.alias("rows"),
    )
    sums = [nw.col(name).sum() for name in (*JUDGED, *COUNTED)]
    found = columns.group_by("site", "part").agg(*sums, nw.col("least").min())
    # Some engines add whole numbers up in a wider type that a data frame has not.
    whole = [nw.col(name).cast(nw.Int64) for name in (*JUDGED, *COUNTED, "least")]
    return found.with_columns(*whole)


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


def _venues(sites: Records) -> list[str]:
    column = sites.attributes.get("venue")
    return [""] * len(sites.sites) if column is None else column.tolist()


def _rules(
    rubric: Rubric, venues: Sequence[str], period: Period
) -> dict[tuple[str, str], Item]:
    """Return the items by the venue types they are for in this period."""
    return {
        (venue, item.id): item
        for venue in venues
        for item in rubric.items
        if (not item.venues or venue in item.venues)
        and (not item.months or period.first.month in item.months)
    }


def _table(rules: Mapping[tuple[str, str], Item], parts: tuple[str, ...]) -> Table:
    items = list(rules.values())
    texts = {
        "venue": [venue for venue, _ in rules],
        "item": [item.id for item in items],
    }
    numbers = {
        "part": [parts.index(item.group) for item in items],
        "each": [item.each for item in items],
        "cap": [NO_CAP if item.cap is None else item.cap for item in items],
        "full": [item.full or 0 for item in items],
        "weight": [item.weight for item in items],
    }
    made = {name: np.array(column, dtype=np.str_) for name, column in texts.items()}
    whole = {name: np.array(column, dtype=np.int64) for name, column in numbers.items()}
    return {**made, **whole}


def _check_rows(results: Frame, known: Frame) -> None:
    states = (ItemState.RATED, ItemState.NA, ItemState.MISSING)
    wrong = results.filter(~nw.col("state").is_in(states)).select("site", "item").head(1)
    for site, item in wrong.collect("pandas").iter_rows():
        raise ScoringError(f"{item} at {site}: wanted the state rated, na or missing")
    strange = results.join(known, on="item", how="anti").select("item")
    if found := strange.head(1).collect("pandas")["item"].to_list():
        raise ScoringError(f"the results name the item {found[0]!r}, which is unknown")


def _laid_out(
    names: Texts, parts: tuple[str, ...], rows: "nw.DataFrame[Any]"
) -> dict[str, Ints]:
    """Put the rows where their sites stand; names are in order."""
    came = rows["site"].to_numpy().astype(np.str_)
    site = np.minimum(np.searchsorted(names, came), max(len(names) - 1, 0))
    if (strange := names[site] != came).any():
        name = str(came[strange][0])
        raise ScoringError(f"the results name the site {name!r}, which is unknown")
    part = rows["part"].to_numpy().astype(np.int64)
    used = part != NOWHERE  # an item that is not for this venue type is nothing here
    site, part = site[used], part[used]
    found = {}
    for column in (*JUDGED, *COUNTED, "least"):
        found[column] = np.zeros((len(names), len(parts)), dtype=np.int64)
        found[column][site, part] = rows[column].to_numpy()[used].astype(np.int64)
    return found


def _check_counts(
    laid: Laid,
    rules: Mapping[tuple[str, str], Item],
    venues: list[str],
    parts: tuple[str, ...],
) -> None:
    if (laid["least"] < 0).any():
        raise ScoringError("got a negative count of findings, wanted 0 or more")
    most = _by_venue(rules, venues, parts, _one)
    if (laid["rows"] > most).any():
        raise ScoringError("an item stands twice at one site; give each one row")


def _one(_item: Item) -> int:
    return 1


def _by_venue(
    rules: Mapping[tuple[str, str], Item],
    venues: list[str],
    parts: tuple[str, ...],
    value: Callable[[Item], int],
) -> Ints:
    """Return (sites, parts): the sum of a value over the items that may apply."""
    kinds, kind = np.unique(np.array(venues, dtype=np.str_), return_inverse=True)
    place = {venue: number for number, venue in enumerate(kinds.tolist())}
    sums = np.zeros((len(kinds), len(parts)), dtype=np.int64)
    for (venue, _), item in rules.items():
        sums[place[venue], parts.index(item.group)] += value(item)
    return np.asarray(sums[kind], dtype=np.int64)


def _fill_failed(
    laid: dict[str, Ints],
    rules: Mapping[tuple[str, str], Item],
    venues: list[str],
    parts: tuple[str, ...],
    failed: Bools,
) -> None:
    bare = failed & (laid["rows"].sum(axis=1) == 0)
    values: Mapping[str, Callable[[Item], int]] = {
        "top": lambda item: (item.full or 0) * item.weight,
        "bottom": lambda item: (item.full or 0) * item.weight,
        "seen": lambda item: item.full or 0,
        "rated": _one,
    }
    for name, value in values.items():
        laid[name][bare] = _by_venue(rules, venues, parts, value)[bare]


def _totals(
    rubric: Rubric, sites: Records, parts: tuple[str, ...], laid: Laid, failed: Bools
) -> Totals:
    unseen, due = laid["unseen"].sum(axis=1), laid["due"].sum(axis=1)
    void = _void(rubric, laid["missing"].sum(axis=1), unseen, due)
    void &= sites.site_states == SiteState.OPEN
    reasons = np.full(len(sites.sites), HAS, dtype=np.int8)
    reasons[action_sites(rubric, sites, Action.EXCLUDE)] = NA
    absent = sites.site_states == SiteState.MISSING
    reasons[absent | void | action_sites(rubric, sites, Action.VOID)] = NO_DATA
    judged = (reasons == HAS)[:, None]
    lost = rubric.states.missing is Action.LOSE
    return Totals(
        items=rubric.items,
        parts=parts,
        top=laid["top"] * judged,
        bottom=laid["bottom"] * judged,
        rated=laid["rated"] * judged,
        missing=laid["missing"],
        reasons=reasons,
        failed=failed,
        void=void,
        unseen=np.zeros_like(unseen) if lost else unseen,
        seen=(laid["seen"] * judged).sum(axis=1),
        bounded=tuple(
            all(is_bounded(rubric, item) for item in rubric.items if item.group == part)
            for part in parts
        ),
    )


def _void(rubric: Rubric, missing: Ints, unseen: Ints, due: Ints) -> Bools:
    """Say which sites lack too much: any missing item, or too many full marks."""
    if rubric.states.missing is Action.VOID:
        return np.asarray(missing > 0)
    if rubric.states.max_missing is None:
        return np.zeros(len(missing), dtype=np.bool_)
    return np.asarray(unseen * 100 > rubric.states.max_missing * due)
