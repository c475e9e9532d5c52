"""What one indicator contributes: points, loss, full marks, states."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.columns import HAS, NA, NO_DATA, Codes8
from scoring.parts import Item
from scoring.records import Records, States
from scoring.rubric import Rubric
from scoring.vocabulary import (
    Action,
    Bools,
    Ints,
    ItemState,
    Kind,
    Period,
    ScoringError,
    SiteState,
    month_number,
)


@dataclass(frozen=True, slots=True)
class Marks:
    """Every item at every site after states and actions.

    points, rated, missing (sites, items). full, weights, divisors (items,): full 0 = none.
    reasons (sites,): HAS, NA (rightly closed) or NO_DATA (void, never judged).
    failed (sites,): every applicable item lost its full marks.
    """

    items: tuple[Item, ...]
    points: Ints
    rated: Bools
    missing: Bools
    full: Ints
    weights: Ints
    divisors: Ints
    reasons: Codes8
    failed: Bools
    void: Bools
    bounded: tuple[bool, ...]  # (items,): points lie between 0 and the full marks
    unseen: Ints  # (sites,): full marks of what nobody saw
    seen: Ints  # (sites,): full marks of what was judged


def points(rubric: Rubric, item: Item, codes: Sequence[str]) -> tuple[Ints, States]:
    """Read raw codes of one item: points and states; any other code is an ScoringError.

    An empty text is `missing`: a blank never becomes a number.
    """
    scale = rubric.codes[item.codes]
    found = {"": (0, ItemState.MISSING)}
    found |= {code: (value, ItemState.RATED) for code, value in scale.points.items()}
    kinds = {"na": ItemState.NA, "missing": ItemState.MISSING}
    found |= {code: (0, kinds[state]) for code, state in scale.states.items()}
    folded = [code.upper() if scale.upper else code for code in codes]
    if wrong := sorted(set(folded) - found.keys()):
        known = ", ".join(code for code in found if code)
        raise ScoringError(f"{item.id}: got the code {wrong[0]!r}, wanted one of {known}")
    pairs = [found[code] for code in folded]
    return (
        np.array([pair[0] for pair in pairs], dtype=np.int64),
        np.array([pair[1] for pair in pairs], dtype=np.int8),
    )


def marks(rubric: Rubric, records: Records, period: Period) -> Marks:
    """Apply caps, applicability and the actions of the rubric's states."""
    items, states = rubric.items, rubric.states
    findings, given = _columns(items, records)
    fits = _applicable(items, records, period)
    state = np.where(fits, given, ItemState.NA)
    full = np.array([item.full or 0 for item in items], dtype=np.int64)
    failed = action_sites(rubric, records, Action.FAIL)
    missing = (state == ItemState.MISSING) & ~failed[:, None]
    void = _void(rubric, missing, state, full) & (records.site_states == SiteState.OPEN)
    lost = failed[:, None] & (state != ItemState.NA)
    lost |= (states.missing is Action.LOSE) & missing
    lost |= (states.na is Action.LOSE) & fits & (given == ItemState.NA)
    reasons = np.full(len(records.sites), HAS, dtype=np.int8)
    reasons[action_sites(rubric, records, Action.EXCLUDE)] = NA
    absent = records.site_states == SiteState.MISSING
    reasons[absent | void | action_sites(rubric, records, Action.VOID)] = NO_DATA
    judged = ((state == ItemState.RATED) | lost) & (reasons == HAS)[:, None]
    missing &= ~lost
    return Marks(
        items=items,
        points=np.where(lost, full, _capped(items, findings)) * judged,
        rated=judged,
        missing=missing,
        full=full,
        weights=np.array([item.weight for item in items], dtype=np.int64),
        divisors=_divisors(items, records),
        reasons=reasons,
        failed=failed,
        void=void,
        bounded=tuple(is_bounded(rubric, item) for item in items),
        unseen=missing @ full,
        seen=judged @ full,
    )


def is_bounded(rubric: Rubric, item: Item) -> bool:
    """Say whether an item can neither earn nor lose more than its full marks."""
    if item.full is None:
        return False
    if item.kind is Kind.COUNT:
        return item.cap is not None and item.cap <= item.full
    scale = rubric.codes.get(item.codes)
    return scale is not None and all(0 <= p <= item.full for p in scale.points.values())


def action_sites(rubric: Rubric, records: Records, action: Action) -> Bools:
    """Say which sites are in a state that the rubric answers with this action."""
    locked = (records.site_states == SiteState.LOCKED) & (rubric.states.locked is action)
    closed = (records.site_states == SiteState.CLOSED) & (rubric.states.closed is action)
    return np.asarray(locked | closed)


def _columns(items: tuple[Item, ...], records: Records) -> tuple[Ints, States]:
    """Return findings and states in the rubric's order; an absent column was not judged."""
    shape = (len(records.sites), len(items))
    findings = np.zeros(shape, dtype=np.int64)
    states = np.full(shape, ItemState.NA, dtype=np.int8)
    place = {name: column for column, name in enumerate(records.items)}
    if unknown := sorted(place.keys() - {item.id for item in items}):
        raise ScoringError(
            f"got findings for {unknown[0]!r}, which is no item of the rubric"
        )
    for number, item in enumerate(items):
        if item.id in place:
            findings[:, number] = records.findings[:, place[item.id]]
            states[:, number] = records.states[:, place[item.id]]
    counted = [number for number, item in enumerate(items) if item.kind is Kind.COUNT]
    if counted and (findings[:, counted] < 0).any():
        raise ScoringError("got a negative count of findings, wanted 0 or more")
    return findings, states


def _applicable(items: tuple[Item, ...], records: Records, period: Period) -> Bools:
    found = np.ones((len(records.sites), len(items)), dtype=np.bool_)
    venue = records.attributes.get("venue")
    months = _months(records, period)
    for number, item in enumerate(items):
        if item.venues:
            if venue is None:
                raise ScoringError(
                    f"{item.id} is for venues, but the records have no venue"
                )
            found[:, number] &= np.isin(venue, item.venues)
        if item.months:
            found[:, number] &= np.isin(months, item.months)
    return found


def _months(records: Records, period: Period) -> npt.NDArray[np.int64]:
    if records.months is None:
        return np.full(len(records.sites), month_number(period.first) % 12 + 1, np.int64)
    return records.months % 12 + 1


def _capped(items: tuple[Item, ...], findings: Ints) -> Ints:
    each = np.array([item.each for item in items], dtype=np.int64)
    top = np.iinfo(np.int64).max
    cap = np.array([top if i.cap is None else i.cap for i in items], dtype=np.int64)
    if findings.size and int(findings.max()) * max(int(each.max()), 1) >= 2**62:
        raise ScoringError("a count is too large to be one")
    return np.asarray(np.minimum(findings * each, cap), dtype=np.int64)


def _void(rubric: Rubric, missing: Bools, state: States, full: Ints) -> Bools:
    """Say which sites lack too much: any missing item, or too many full marks."""
    if rubric.states.missing is Action.VOID:
        return np.asarray(missing.any(axis=1))
    if rubric.states.max_missing is None:
        return np.zeros(len(missing), dtype=np.bool_)
    unseen = missing @ full
    due = (state != ItemState.NA) @ full
    return np.asarray(unseen * 100 > rubric.states.max_missing * due)


def _divisors(items: tuple[Item, ...], records: Records) -> Ints:
    found = np.ones(len(items), dtype=np.int64)
    if records.divisors is not None:
        place = dict(zip(records.items, records.divisors.tolist(), strict=True))
        for number, item in enumerate(items):
            found[number] = place.get(item.id, 1)
    return found
