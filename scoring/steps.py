"""The steps of a rubric: which keys each rule knows, checked before anything is run."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from scoring.reading import Node, exact_number
from scoring.tables import OPERATORS, Table
from scoring.vocabulary import Rule

EVERY = frozenset({"out", "at", "rule"})
KEYS: Mapping[Rule, frozenset[str]] = MappingProxyType(
    {
        Rule.SHARE: frozenset({"per", "of", "where", "design"}),
        Rule.REMAIN: frozenset({"per", "where", "design"}),
        Rule.SUM: frozenset({"in", "per", "where", "table", "design"}),
        Rule.SCALE: frozenset({"in", "num", "den", "min", "max"}),
        Rule.ROUND: frozenset({"in", "mode", "places", "min", "max"}),
        Rule.MINMAX: frozenset({"in", "per", "to", "goalposts", "direction", "where"}),
        Rule.BANDS: frozenset({"in", "table", "op"}),
        Rule.VETO: frozenset({"in", "table", "op", "set"}),
        Rule.COUNT: frozenset({"in", "op", "value", "where"}),
        Rule.MEAN: frozenset({"in", "design", "where", "window"}),
        Rule.WEIGHTED_MEAN: frozenset({"in", "by", "table", "absent", "where"}),
        Rule.TREE_MEAN: frozenset({"in"}),
        Rule.CAP: frozenset({"in", "k", "frozen", "where"}),
        Rule.RANK: frozenset({"in", "order", "ties", "then", "where"}),
        Rule.CHANGE: frozenset({"in", "base", "as"}),
    }
)
OF_ITEMS = frozenset({Rule.SHARE, Rule.REMAIN, Rule.SUM, Rule.MINMAX})
WITH_TABLE = frozenset({Rule.BANDS, Rule.VETO, Rule.WEIGHTED_MEAN})
OPTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "per": ("", "item", "group"),
        "of": ("", "all"),
        "mode": ("half_up", "ceil", "floor"),
        "direction": ("up", "down"),
        "op": ("", *OPERATORS),
        "absent": ("null", "renormalise"),
        "order": ("desc", "asc"),
        "ties": ("min", "max", "dense"),
        "as": ("percent", "difference", "value"),
    }
)


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of `months` months that end `lag` months before the period's end."""

    months: int
    lag: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation; words: the options that are one of a few words."""

    out: str
    at: str
    rule: Rule
    columns: tuple[str, ...]
    listed: bool  # `in` was a list
    words: Mapping[str, str]
    numbers: Mapping[str, Fraction]
    columns_by_key: Mapping[str, str]  # num, den: where they name a column
    table: str
    by: str
    base: str
    label: str | None  # `set` of a veto where it is a text
    where: Mapping[str, tuple[str, ...]]
    then: tuple[str, ...]
    span: tuple[Fraction, ...]  # `to` of a minmax
    goalposts: tuple[Fraction, ...]
    window: Window | None
    design: bool

    def word(self, key: str) -> str:
        """Return an option, by default the first of its list."""
        return self.words.get(key, OPTIONS[key][0])


def read_step(node: Node, tables: Mapping[str, Table]) -> Step:
    """Read one step; RubricError names the key that is unknown, missing or wrong."""
    rule = Rule(node.choice("rule", [rule.value for rule in Rule]))
    node.only(EVERY | KEYS[rule])
    columns, listed = _inputs(node, rule)
    table = node.text("table", "")
    if table and table not in tables:
        raise node.fail("table", f"name one of the tables: {', '.join(tables)}")
    if not table and rule in WITH_TABLE:
        raise node.fail("table", f"the rule {rule} needs a table")
    numbers, by_key = _numbers(node, rule)
    return Step(
        out=node.text("out"),
        at=node.text("at"),
        rule=rule,
        columns=columns,
        listed=listed,
        words={
            key: node.choice(key, OPTIONS[key]) for key in OPTIONS if key in node.values
        },
        numbers=numbers,
        columns_by_key=by_key,
        table=table,
        by=node.text("by", ""),
        base=_base(node) if rule is Rule.CHANGE else "",
        label=node.text("set") if isinstance(node.values.get("set"), str) else None,
        where={key: node.table("where").texts(key) for key in node.table("where").values},
        then=node.texts("then"),
        span=_pair(node, "to") if rule is Rule.MINMAX else (),
        goalposts=_pair(node, "goalposts") if "goalposts" in node.values else (),
        window=_window(node),
        design=node.yes("design"),
    )


def _inputs(node: Node, rule: Rule) -> tuple[tuple[str, ...], bool]:
    value = node.values.get("in")
    if value is None:
        if rule not in OF_ITEMS:
            raise node.fail("in", f"name the column that the rule {rule} reads")
        return (), False
    if "per" in node.values:
        raise node.fail(
            "per", "leave it out: columns named by `in` carry their parts along"
        )
    if isinstance(value, str):
        return (node.text("in"),), False
    found = node.texts("in")
    if not found or rule not in (Rule.SUM, Rule.WEIGHTED_MEAN):
        raise node.fail("in", "name one column")
    return found, True


def _numbers(node: Node, rule: Rule) -> tuple[dict[str, Fraction], dict[str, str]]:
    numbers: dict[str, Fraction] = {}
    columns: dict[str, str] = {}
    keys = {"num", "den", "min", "max", "places", "value", "k", "frozen", "set"}
    for key in sorted(keys & node.values.keys()):
        value = node.values[key]
        if key in ("num", "den") and isinstance(value, str) and exact_number(value) is None:
            columns[key] = node.text(key)
        elif not (key == "set" and isinstance(value, str)):
            numbers[key] = node.number(key)
    needed = {Rule.COUNT: "value", Rule.CAP: "k", Rule.VETO: "set"}.get(rule)
    if needed and needed not in node.values:
        raise node.fail(needed, f"the rule {rule} needs it")
    if numbers.get("den") == 0:
        raise node.fail("den", "divide by something other than 0")
    return numbers, columns


def _pair(node: Node, key: str) -> tuple[Fraction, ...]:
    value = node.values.get(key, [0, 100])
    if not isinstance(value, list) or len(value) != 2:
        raise node.fail(key, "write two numbers such as [0, 100]")
    inner = Node(f"{node.where}.{key}", {"1": value[0], "2": value[1]})
    return inner.number("1"), inner.number("2")


def _window(node: Node) -> Window | None:
    if "window" not in node.values:
        return None
    inner = node.table("window")
    inner.only(("months", "lag"))
    return Window(inner.whole("months", least=1), inner.whole("lag", 0))


def _base(node: Node) -> str:
    value = node.values.get("base", "previous")
    if isinstance(value, dict):
        inner = node.table("base")
        inner.only(("lag",))
        lag = inner.whole("lag", least=1)
        return "previous" if lag == 1 else f"lag {lag}"
    return node.choice("base", ("previous", "same_last_year"), "previous")
