"""What a rubric must agree on with itself, found before anything is scored.

check(rubric) -> None, or RubricError naming the place and the remedy
notices(rubric) -> what is allowed and deserves a second look
"""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise

from scoring.method import Rubric
from scoring.parts import Group
from scoring.steps import Step
from scoring.tables import Band
from scoring.vocabulary import Kind, RubricError, Rule

OF_FINER = frozenset({Rule.MEAN, Rule.COUNT, Rule.CAP})
FALLING = (">=", ">")
FULL = 100


def check(rubric: Rubric) -> None:
    """Refuse names that mean nothing, columns made twice, weights and bands that fail."""
    levels = [level.id for level in rubric.levels]
    groups = [group.id for group in rubric.groups]
    _once("levels", levels)
    _once("groups", groups)
    _once("items", [item.id for item in rubric.items])
    _each("inputs", "at", [one.at for one in rubric.inputs], levels)
    _each("steps", "at", [step.at for step in rubric.steps], levels)
    _each("items", "group", [item.group for item in rubric.items], ["", *groups])
    _each("groups", "parent", [group.parent for group in rubric.groups], ["", *groups])
    _acyclic(rubric.groups)
    if rubric.items and not any(item.weight for item in rubric.items):
        raise RubricError("items.weight: the weights add to 0; give one item a weight")
    _check_columns(rubric)
    for number, step in enumerate(rubric.steps, 1):
        place = f"steps[{number}]"
        _check_weights(rubric, step, place)
        if step.rule is Rule.BANDS:
            _check_bands(rubric, step)


def _once(what: str, names: Sequence[str]) -> None:
    for number, name in enumerate(names, 1):
        if name in names[: number - 1]:
            raise RubricError(
                f"{what}[{number}].id: {name} stands twice; give each its own id"
            )


def _each(what: str, key: str, got: Sequence[str], known: Collection[str]) -> None:
    for number, name in enumerate(got, 1):
        if name not in known:
            raise unknown(f"{what}[{number}].{key}", name, known)


def unknown(place: str, name: str, known: Collection[str]) -> RubricError:
    """Say that a name means nothing here, which one may be meant, and which there are."""
    names = [one for one in known if one]
    near = get_close_matches(name, names, 1, cutoff=0.5)
    guess = f"write {near[0]!r}, or " if near else ""
    listed = ", ".join(names[:30]) or "nothing yet"
    return RubricError(f"{place}: got {name!r}; {guess}name one of {listed}")


def _acyclic(groups: tuple[Group, ...]) -> None:
    parents = {group.id: group.parent for group in groups}
    for number, start in enumerate(parents, 1):
        seen, here = {start}, parents[start]
        while here:
            if here in seen:
                place = f"groups[{number}].parent"
                raise RubricError(f"{place}: {start} is above itself; break the circle")
            seen.add(here)
            here = parents[here]


def _check_columns(rubric: Rubric) -> None:
    """Follow the steps: each may read only what an input, an item or an earlier one made."""
    order = [level.id for level in rubric.levels]
    made: dict[str, list[str]] = {level: [] for level in order}
    made[order[0]] += [item.id for item in rubric.items]
    for one in rubric.inputs:
        made[one.at].append(one.id)
    for number, step in enumerate(rubric.steps, 1):
        place, at = f"steps[{number}]", order.index(step.at)
        finer = [name for level in order[:at] for name in made[level]]
        coarser = [name for level in order[at:] for name in made[level]]
        own = made[step.at]
        rows = step.rule in OF_FINER or bool(step.by)
        rows |= step.rule is Rule.SUM and not step.listed
        for name in step.columns:
            _known(f"{place}.in", name, finer if rows else own)
        for key, name in step.columns_by_key.items():
            _known(f"{place}.{key}", name, coarser)
        for name in step.then:
            _known(f"{place}.then", name, own)
        if step.out in own:
            raise RubricError(
                f"{place}.out: {step.out} is made twice at {step.at}; give it another name"
            )
        own.append(step.out)
    for name in rubric.on_fail:
        _known(f"on_fail.{name}", name, made[order[0]])


def _known(place: str, name: str, known: Sequence[str]) -> None:
    """Accept a column, or a part of one (`total.bulky` of `total`)."""
    stems = {name[:end] for end, sign in enumerate(f"{name}.") if sign == "."}
    if not stems & set(known):
        raise unknown(place, name, known)


def _check_weights(rubric: Rubric, step: Step, place: str) -> None:
    if step.rule is not Rule.WEIGHTED_MEAN:
        return
    wanted = step.columns if step.listed else ()
    if step.by == "venue":
        wanted = tuple(sorted({venue for item in rubric.items for venue in item.venues}))
    for entry in rubric.tables[step.table].entries:
        weights = entry.numbers
        if entry.bands or not any(weights.values()) or min(weights.values()) < 0:
            remedy = "give weights that are not negative and do not add to 0"
            raise RubricError(f"tables.{step.table}: {remedy}")
        for name in wanted:
            if name not in weights:
                raise RubricError(
                    f"tables.{step.table}: it gives no weight for {name}, which {place} "
                    f"reads; add {name} = a whole number"
                )


def _check_bands(rubric: Rubric, step: Step) -> None:
    for entry in rubric.tables[step.table].entries:
        falling = (step.word("op") or entry.op or ">=") in FALLING
        if not entry.bands:
            raise RubricError(f"tables.{step.table}: list bands {{ label, min }}")
        _check_order(step.table, entry.bands, falling=falling)


def _check_order(table: str, bands: Sequence[Band], *, falling: bool) -> None:
    labels = [band.label for band in bands]
    if len(set(labels)) < len(labels):
        raise RubricError(f"tables.{table}: a label stands twice; give each band its own")
    ends = [band.least for band in bands if band.least is not None]
    for above, below in pairwise(ends):
        if (above <= below) if falling else (above >= below):
            way = "the highest first" if falling else "the lowest first"
            raise RubricError(
                f"tables.{table}: the bands overlap at {below}; list them {way}, each min once"
            )


def notices(rubric: Rubric) -> tuple[str, ...]:
    """List what is allowed and deserves a second look before the rubric is used."""
    return (*_weights_not_full(rubric), *_caps_not_full(rubric), *_open_bands(rubric))


def _weights_not_full(rubric: Rubric) -> Iterator[str]:
    used = {step.table for step in rubric.steps if step.rule is Rule.WEIGHTED_MEAN}
    for name in sorted(used):
        for entry in rubric.tables[name].entries:
            total = sum(entry.numbers.values())
            if total != FULL:
                since = f" from {entry.first}" if entry.first else ""
                yield f"tables.{name}{since}: the weights add up to {total}, not {FULL}"


def _caps_not_full(rubric: Rubric) -> Iterator[str]:
    venues = sorted({venue for item in rubric.items for venue in item.venues})
    for venue in venues:
        items = [item for item in rubric.items if venue in item.venues]
        caps = sum((item.full or 0) * item.weight for item in items)
        if caps != FULL and all(item.kind is Kind.COUNT for item in items):
            yield f"items of {venue}: the full marks add up to {caps}, not {FULL}"


def _open_bands(rubric: Rubric) -> Iterator[str]:
    for name, table in sorted(rubric.tables.items()):
        for entry in table.entries:
            if entry.bands and entry.bands[-1].least is not None:
                yield f"tables.{name}: a value below every band has no label"
