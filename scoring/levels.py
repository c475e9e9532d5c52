"""Which areas a level has, and to which area a row of a finer level belongs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.naming import compact, numbered
from scoring.parts import Level
from scoring.records import Records, Texts
from scoring.rubric import Rubric
from scoring.vocabulary import Ints, ScoringError

JOIN = "|"


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of a level, ordered by their keys; of_site (sites,): index, -1 = none."""

    level: Level
    first: bool
    names: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    of_site: Ints

    def index(self) -> dict[str, int]:
        """Return name -> index."""
        return {name: number for number, name in enumerate(self.names)}


def areas_of(rubric: Rubric, records: Records) -> dict[str, Areas]:
    """Find the areas of every level: those of the sites and those that only inputs name."""
    found = {}
    for number, level in enumerate(rubric.levels):
        outside = _outside(rubric, records, level)
        found[level.id] = _areas(level, records, outside, first=number == 0)
    return found


def _outside(rubric: Rubric, records: Records, level: Level) -> set[str]:
    """Return the areas that inputs name, at this level or by the keys of a finer one."""
    found: set[str] = set()
    for (at, _), given in records.inputs.items():
        by = next((one.by for one in rubric.levels if one.id == at), ())
        if at == level.id:
            found |= given.keys()
        elif level.by and set(level.by) <= set(by):
            parts = [by.index(name) for name in level.by]
            keys = (name.split(JOIN) for name in given)
            found |= {JOIN.join(key[part] for part in parts) for key in keys}
    return found


def _areas(level: Level, records: Records, outside: set[str], *, first: bool) -> Areas:
    labels, label = _labels(level, records, first=first)
    names = sorted({name for name in labels if name} | outside)
    if not level.by and not first:
        names = [level.id]  # the whole is there even where only inputs describe its parts
    if first and len({*labels}) < len(records.sites):
        raise ScoringError(f"{level.id}: two records have the same {', '.join(level.by)}")
    place = {name: number for number, name in enumerate(names)}
    found = np.array([place.get(name, -1) for name in labels], dtype=np.int64)
    return Areas(
        level=level,
        first=first,
        names=tuple(names),
        keys=tuple(tuple(name.split(JOIN)) for name in names),
        of_site=found[label],
    )


def _labels(level: Level, records: Records, *, first: bool) -> tuple[list[str], Ints]:
    """Return the names of areas, and of each site which; "" where an attribute is empty.

    Texts are numbered column by column: a name is put together once an area, not once a site.
    """
    count = len(records.sites)
    if not level.by:
        every = (records.sites.tolist(), np.arange(count))
        return every if first else ([level.id], np.zeros(count, dtype=np.int64))
    columns = []
    for name in level.by:
        if name in records.attributes:
            columns.append(records.attributes[name])
        elif count:
            raise ScoringError(f"level {level.id}: the records have no column {name!r}")
    label = np.zeros(count, dtype=np.int64)
    for column in columns:
        texts, place = numbered(column)
        label = compact(label * len(texts) + place)[1]
    row = np.zeros(int(label.max(initial=-1)) + 1, dtype=np.int64)
    row[label] = np.arange(count)
    cells = zip(*(column[row].tolist() for column in columns), strict=True)
    return [JOIN.join(one) if all(one) else "" for one in cells], label


def upward(source: Areas, target: Areas) -> Ints:
    """Return, for each row of the finer level, the index of its area; -1 = none."""
    if not target.level.by and not target.first:
        whole = 0 if target.names else -1
        return np.full(len(source.names), whole, dtype=np.int64)
    if source.level.by and set(target.level.by) <= set(source.level.by):
        place = target.index()
        parts = [source.level.by.index(name) for name in target.level.by]
        labels = (JOIN.join(key[part] for part in parts) for key in source.keys)
        return np.array([place.get(label, -1) for label in labels], dtype=np.int64)
    return _by_sites(source, target)


def _by_sites(source: Areas, target: Areas) -> Ints:
    found = np.full(len(source.names), -1, dtype=np.int64)
    used = (source.of_site >= 0) & (target.of_site >= 0)
    found[source.of_site[used]] = target.of_site[used]
    if (found[source.of_site[used]] != target.of_site[used]).any():
        raise ScoringError(
            f"a {source.level.id} lies in two areas of {target.level.id}; "
            f"give {target.level.id} keys that are among those of {source.level.id}"
        )
    return found


def attribute(areas: Areas, records: Records, name: str) -> Texts:
    """Return an attribute of the rows of a level: a key, or what all its sites share."""
    if name in areas.level.by:
        part = areas.level.by.index(name)
        return np.array([key[part] for key in areas.keys], dtype=np.str_)
    if name not in records.attributes:
        raise ScoringError(f"{areas.level.id} has no attribute {name!r}")
    column = records.attributes[name]
    if areas.first:
        found = np.full(len(areas.names), "", dtype=column.dtype)
        found[areas.of_site] = column
        return found
    used = areas.of_site >= 0
    found = np.full(len(areas.names), "", dtype=column.dtype)
    found[areas.of_site[used]] = column[used]
    if (found[areas.of_site[used]] != column[used]).any():
        raise ScoringError(f"the sites of one {areas.level.id} differ in {name!r}")
    return found


def chosen(areas: Areas, records: Records, where: Mapping[str, tuple[str, ...]]) -> Ints:
    """Return 1 for the rows whose attributes are among the listed values, else 0."""
    found = np.ones(len(areas.names), dtype=np.int64)
    for name, values in where.items():
        found &= np.isin(attribute(areas, records, name), values)
    return found
