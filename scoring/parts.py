"""The parts of a rubric: levels, scales, groups, items, states; each read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.reading import Node, exact_number
from scoring.vocabulary import Action, Kind


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of area; by: the attributes that name one (none at the first: the record)."""

    id: str
    by: tuple[str, ...]
    keyed: bool  # `by` was given
    min_n: int | None  # in place of that of `publish`
    flag_n: int | None


@dataclass(frozen=True, slots=True)
class Input:
    """A column from outside; span: the least and greatest value it can have, if given."""

    at: str
    id: str
    span: tuple[Fraction, Fraction] | None


@dataclass(frozen=True, slots=True)
class Codes:
    """A scale of codes: points each, full marks, and the codes that are states."""

    id: str
    full: int
    points: Mapping[str, int]
    states: Mapping[str, str]  # code -> na or missing
    upper: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A branch of the tree of items; parent empty at the root."""

    id: str
    parent: str
    weight: int


@dataclass(frozen=True, slots=True)
class Item:
    """One indicator; full None: it has no full marks (an uncapped count, a measure)."""

    id: str
    kind: Kind
    group: str
    weight: int
    full: int | None
    venues: tuple[str, ...]
    months: tuple[int, ...]
    each: int
    cap: int | None
    codes: str
    down: bool  # less is better


@dataclass(frozen=True, slots=True)
class States:
    """What each state does; max_missing: percent of the full marks, or None."""

    na: Action
    missing: Action
    locked: Action
    closed: Action
    max_missing: int | None


@dataclass(frozen=True, slots=True)
class Publish:
    """When a figure is shown: places, least sites, flag, least coverage in percent."""

    places: int
    min_n: int
    flag_n: int
    min_coverage: int


def read_levels(root: Node) -> tuple[Level, ...]:
    """Read the levels, finest first; only the first may have no `by`."""
    found = []
    for node in root.tables("levels"):
        node.only(("id", "by", "min_n", "flag_n"))
        found.append(_level(node))
        if len(found) > 1 and "by" not in node.values:
            raise node.fail(
                "by", "name the attributes that make an area, or [] for one area"
            )
    if not found:
        raise root.fail("levels", "list the levels from finest to coarsest")
    return tuple(found)


def _level(node: Node) -> Level:
    least, flag = (
        node.whole(key, least=0) if key in node.values else None
        for key in ("min_n", "flag_n")
    )
    return Level(node.text("id"), node.texts("by"), "by" in node.values, least, flag)


def read_input(node: Node) -> Input:
    """Read one column from outside."""
    node.only(("id", "at", "min", "max"))
    if ("min" in node.values) != ("max" in node.values):
        raise node.fail("max", "give both min and max, or neither")
    if "min" not in node.values:
        return Input(node.text("at"), node.text("id"), None)
    span = node.number("min"), node.number("max")
    if span[0] >= span[1]:
        raise node.fail("max", "write a number greater than min")
    return Input(node.text("at"), node.text("id"), span)


def read_codes(node: Node) -> Codes:
    """Read a scale of codes."""
    node.only(("full", "points", "states", "fold"))
    fold = node.choice("fold", ("", "upper"), "") == "upper"
    points, states = node.table("points"), node.table("states")
    return Codes(
        id=node.where,
        full=node.whole("full", least=1),
        points={_fold(code, upper=fold): points.whole(code) for code in points.values},
        states={
            _fold(code, upper=fold): states.choice(code, ("na", "missing"))
            for code in states.values
        },
        upper=fold,
    )


def _fold(code: str, *, upper: bool) -> str:
    return code.upper() if upper else code


def read_group(node: Node) -> Group:
    """Read one group."""
    node.only(("id", "parent", "weight"))
    weight = node.whole("weight", 1, least=0)
    return Group(node.text("id"), node.text("parent", ""), weight)


ITEM_KEYS = ("id", "kind", "group", "weight", "full", "venues", "months")
KIND_KEYS = {
    Kind.CODE: ("codes",),
    Kind.COUNT: ("each", "cap"),
    Kind.MEASURE: ("direction",),
}


def read_item(node: Node, codes: Mapping[str, Codes]) -> Item:
    """Read one item."""
    kind = Kind(node.choice("kind", [kind.value for kind in Kind]))
    node.only((*ITEM_KEYS, *KIND_KEYS[kind]))
    scale = node.choice("codes", list(codes)) if kind is Kind.CODE else ""
    cap = node.whole("cap", least=1) if "cap" in node.values else None
    full = codes[scale].full if scale else cap
    if "full" in node.values:
        full = node.whole("full", least=1)
    months = node.wholes("months")
    if not set(months) <= set(range(1, 13)):
        raise node.fail("months", "write months from 1 to 12")
    return Item(
        id=node.text("id"),
        kind=kind,
        group=node.text("group", ""),
        weight=node.whole("weight", 1, least=0),
        full=full,
        venues=node.texts("venues"),
        months=months,
        each=node.whole("each", 1, least=1),
        cap=cap,
        codes=scale,
        down=kind is Kind.MEASURE and node.choice("direction", ("up", "down")) == "down",
    )


def read_states(node: Node) -> States:
    """Read what each state does."""
    node.only(("na", "missing", "max_missing", "locked", "closed"))
    least = _percent(node, "max_missing") if "max_missing" in node.values else None
    return States(
        na=Action(node.choice("na", ("exclude", "lose"), "exclude")),
        missing=Action(node.choice("missing", ("exclude", "lose", "void"), "exclude")),
        locked=Action(node.choice("locked", ("fail", "exclude", "void"), "fail")),
        closed=Action(node.choice("closed", ("exclude", "void", "fail"), "exclude")),
        max_missing=least,
    )


def _percent(node: Node, key: str, default: int | None = None) -> int:
    value = node.whole(key, default, least=0)
    if value > 100:
        raise node.fail(key, "write a percentage from 0 to 100")
    return value


def read_given(node: Node, key: str) -> Fraction | str:
    """Read the value a column takes at a failed site: a number or a label."""
    value = node.values[key]
    exact = exact_number(value)
    return node.text(key) if exact is None else exact


def read_publish(node: Node) -> Publish:
    """Read when a figure may be shown."""
    node.only(("places", "min_n", "flag_n", "min_coverage"))
    return Publish(
        places=node.whole("places", 2, least=0),
        min_n=node.whole("min_n", 0, least=0),
        flag_n=node.whole("flag_n", 0, least=0),
        min_coverage=_percent(node, "min_coverage", 0),
    )
