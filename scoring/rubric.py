"""A published method as a small data file, parsed and checked.

    parse(data: bytes) -> Rubric

The bytes are a TOML file of the schema "sanrubric/1"; the rubric is known by their SHA-256.
There are no expressions: a rubric can only name the rules of `scoring.vocabulary.Rule`.
Decimals are written as texts and read as exact fractions; a float is an error.
"""

import hashlib
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from scoring import parts
from scoring.parts import Codes, Group, Input, Item, Level, Publish, States
from scoring.reading import Node, refuse_floats
from scoring.steps import Step, read_step
from scoring.tables import Table, read_table
from scoring.vocabulary import RubricError

SCHEMA = "sanrubric/1"
KEYS = (
    *("schema", "id", "version", "from", "method", "levels", "inputs", "codes", "groups"),
    *("items", "states", "on_fail", "tables", "steps", "publish"),
)


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric as read; sha256 is of the bytes it was read from."""

    id: str
    version: int
    first: date
    method: str
    sha256: str
    levels: tuple[Level, ...]
    inputs: tuple[Input, ...]
    codes: Mapping[str, Codes]
    groups: tuple[Group, ...]
    items: tuple[Item, ...]
    states: States
    on_fail: Mapping[str, Fraction | str]
    tables: Mapping[str, Table]
    steps: tuple[Step, ...]
    publish: Publish

    def level(self, name: str) -> Level:
        """Return a level by its id."""
        return next(level for level in self.levels if level.id == name)

    def shown_from(self, name: str) -> Publish:
        """Return when a figure of a level is shown: the level's own limits come first."""
        level, whole = self.level(name), self.publish
        return replace(
            whole,
            min_n=whole.min_n if level.min_n is None else level.min_n,
            flag_n=whole.flag_n if level.flag_n is None else level.flag_n,
        )


def parse(data: bytes) -> Rubric:
    """Read and check a rubric; RubricError says which key is wrong and what to write."""
    try:
        values = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RubricError("the file is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise RubricError(f"the TOML cannot be read: {error}") from error
    refuse_floats(values)
    root = Node("", values)
    root.only(KEYS)
    root.choice("schema", (SCHEMA,))
    rubric = _rubric(root, hashlib.sha256(data).hexdigest())
    _check_names(rubric)
    return rubric


def _rubric(root: Node, sha256: str) -> Rubric:
    codes = {
        name: parts.read_codes(root.table("codes").table(name))
        for name in _keys(root, "codes")
    }
    tables = {
        name: read_table(root.table("tables"), name) for name in _keys(root, "tables")
    }
    return Rubric(
        id=root.text("id"),
        version=root.whole("version", least=1),
        first=root.day("from"),
        method=root.text("method"),
        sha256=sha256,
        levels=parts.read_levels(root),
        inputs=tuple(parts.read_input(node) for node in root.tables("inputs")),
        codes=codes,
        groups=tuple(parts.read_group(node) for node in root.tables("groups")),
        items=tuple(parts.read_item(node, codes) for node in root.tables("items")),
        states=parts.read_states(root.table("states")),
        on_fail={
            key: parts.read_given(root.table("on_fail"), key)
            for key in _keys(root, "on_fail")
        },
        tables=tables,
        steps=tuple(read_step(node, tables) for node in root.tables("steps")),
        publish=parts.read_publish(root.table("publish")),
    )


def _keys(root: Node, name: str) -> tuple[str, ...]:
    return tuple(root.table(name).values)


def _check_names(rubric: Rubric) -> None:
    levels, groups = [x.id for x in rubric.levels], [x.id for x in rubric.groups]
    _once("levels", levels)
    _once("groups", groups)
    _once("items", [item.id for item in rubric.items])
    _among("inputs.at", {one.at for one in rubric.inputs}, levels)
    _among("steps.at", {step.at for step in rubric.steps}, levels)
    _among("items.group", {item.group for item in rubric.items} - {""}, groups)
    _among("groups.parent", {group.parent for group in rubric.groups} - {""}, groups)
    _acyclic(rubric.groups)
    _check_weights(rubric)


def _once(what: str, names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise RubricError(f"{what}: {name} stands twice; give each its own id")


def _among(what: str, got: Collection[str], known: Collection[str]) -> None:
    for name in sorted(set(got) - set(known)):
        raise RubricError(f"{what}: got {name!r}; name one of {', '.join(known)}")


def _acyclic(groups: tuple[Group, ...]) -> None:
    parents = {group.id: group.parent for group in groups}
    for start, above in parents.items():
        seen, here = {start}, above
        while here:
            if here in seen:
                raise RubricError(
                    f"groups.parent: {start} is above itself; break the circle"
                )
            seen.add(here)
            here = parents[here]


def _check_weights(rubric: Rubric) -> None:
    if rubric.items and not any(item.weight for item in rubric.items):
        raise RubricError("items.weight: the weights add to 0; give one item a weight")
    for step in rubric.steps:
        if step.rule != "weighted_mean":
            continue
        for entry in rubric.tables[step.table].entries:
            if (
                entry.bands
                or min(entry.numbers.values()) < 0
                or not any(entry.numbers.values())
            ):
                remedy = "give weights that are not negative and do not add to 0"
                raise RubricError(f"tables.{step.table}: {remedy}")
