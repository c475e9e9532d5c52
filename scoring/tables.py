"""The tables of a rubric: weights, bands and thresholds, undated or by first day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from scoring.reading import Node
from scoring.vocabulary import RubricError, ScoringError

OPERATORS = (">=", ">", "<=", "<", "==")


@dataclass(frozen=True, slots=True)
class Band:
    """A label and the least value that earns it; least None takes the rest."""

    label: str
    least: Fraction | None


@dataclass(frozen=True, slots=True)
class Entry:
    """What holds from a day on: bands, or numbers by name."""

    first: date | None
    op: str | None
    bands: tuple[Band, ...]
    numbers: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the rubric; entries are ordered by their first day."""

    id: str
    entries: tuple[Entry, ...]

    def on(self, day: date) -> Entry:
        """Return the latest entry from on or before the day; before the first: an error."""
        found = None
        for entry in self.entries:
            if entry.first is None or entry.first <= day:
                found = entry
        if found is None:
            first = self.entries[0].first
            raise ScoringError(
                f"table {self.id}: nothing before {first}, period from {day}"
            )
        return found


def read_table(root: Node, name: str) -> Table:
    """Read `tables.name` in any of its four forms (numbers or bands, dated or not)."""
    value = root.values[name]
    if isinstance(value, dict):
        return Table(name, (_numbers(root.table(name)),))
    nodes = list(root.tables(name))
    if not nodes:
        raise root.fail(name, "give at least one entry")
    if "label" in nodes[0].values:
        return Table(name, (Entry(None, None, _bands(nodes), {}),))
    entries = sorted(
        (_dated(node) for node in nodes), key=lambda one: one.first or date.min
    )
    days = [entry.first for entry in entries]
    if len(set(days)) < len(days):
        raise root.fail(name, "give each entry its own first day")
    return Table(name, tuple(entries))


def _dated(node: Node) -> Entry:
    first = node.day("from")
    if "bands" in node.values:
        node.only(("from", "op", "bands"))
        return Entry(first, _op(node), _bands(list(node.tables("bands"))), {})
    entry = _numbers(node)
    return Entry(first, entry.op, (), entry.numbers)


def _numbers(node: Node) -> Entry:
    keys = [key for key in node.values if key not in ("from", "op")]
    if not keys:
        raise RubricError(f"{node.where}: it is empty; give at least one number")
    return Entry(None, _op(node), (), {key: node.number(key) for key in keys})


def _op(node: Node) -> str | None:
    if "op" not in node.values:
        return None
    return node.choice("op", OPERATORS)


def _bands(nodes: list[Node]) -> tuple[Band, ...]:
    found = []
    for number, node in enumerate(nodes, 1):
        node.only(("label", "min"))
        rest = "min" not in node.values
        if rest and number < len(nodes):
            raise node.fail("min", "only the last band may leave it out")
        found.append(Band(node.text("label"), None if rest else node.number("min")))
    if not found:
        raise RubricError("bands: the list is empty; give at least one { label, min }")
    return tuple(found)
