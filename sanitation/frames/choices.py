"""What the office may choose before a frame is frozen, and what it comes to. Pure.

Everything chosen here goes into the plan word for word, so that a verifier can compute
the sizes again.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sampling.allocation import Measure
from sampling.pps import Order
from sanitation.errors import Code, Problem

MOST = 1_000_000  # sites of any number a person may type
LEAST_BY_SIZE, LEAST_SIZED = 6, 30  # drawn and listed; below, Pareto is off (decision 0011)

Numbers = Mapping[str, int]  # a street's or a venue type's code -> sites


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for; None: the city's own value."""

    per_street: int | None = None
    total: int | None = None  # of the whole city, in place of one number a street
    minimum: int | None = None  # a stratum
    max_share: int | None = None  # one in so many sites of a stratum
    cool_off: int | None = None  # quarters
    measure: Measure = Measure.WEIGHT
    streets: Numbers = field(default_factory=dict)  # another number than per_street
    street_least: Numbers = field(default_factory=dict)  # these two only with a total
    street_most: Numbers = field(default_factory=dict)
    venue_least: Numbers = field(default_factory=dict)
    venue_most: Numbers = field(default_factory=dict)
    exact: bool = False  # refuse where a street cannot give its number
    simple: tuple[str, ...] = ()  # strata drawn at random without cells
    by_size: tuple[str, ...] = ()  # strata drawn with probability by size
    order: Order = Order.PARETO
    recut: bool = False  # cut all cells anew, and let the rest begin anew
    rehearsal: bool = False  # counts rehearsals as draws; no live plan may use the frame


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that decides the sizes, with no value left open."""

    per_street: int  # 0 where there is a total
    total: int  # 0 where each street has its number
    minimum: int
    max_share: int
    cool_off: int
    measure: Measure
    streets: Numbers
    street_least: Numbers
    street_most: Numbers
    venue_least: Numbers
    venue_most: Numbers
    exact: bool
    simple: tuple[str, ...]
    by_size: tuple[str, ...]
    order: Order

    @property
    def two_way(self) -> bool:
        """Whether whole streets or venue types have limits that need the flow."""
        return bool(self.total or self.venue_least or self.venue_most)

    @property
    def single(self) -> frozenset[str]:
        """Return the strata that are one cell however many they give."""
        return frozenset(self.simple) | frozenset(self.by_size)

    def street_total(self, street: str) -> int:
        """Return how many sites a street is to give."""
        return self.streets.get(street, self.per_street)

    def facts(self) -> dict[str, object]:
        """Give the choices as the plan holds them: whole numbers and texts."""
        basis: dict[str, object] = (
            {"total": self.total} if self.total else {"per_street": self.per_street}
        )
        margins = {
            "streets": self.streets,
            "street_least": self.street_least,
            "street_most": self.street_most,
            "venue_least": self.venue_least,
            "venue_most": self.venue_most,
        }
        return basis | {
            "measure": self.measure.value,
            "minimum": self.minimum,
            "max_share": f"1/{self.max_share}",
            "cool_off": self.cool_off,
            "exact": int(self.exact),
            "simple": list(self.simple),
            "by_size": list(self.by_size),
            "order": self.order.value,
            **{name: dict(sorted(one.items())) for name, one in margins.items() if one},
        }


@dataclass(frozen=True, slots=True)
class CityValues:
    """The city's own values, dated and labelled in its catalogue."""

    per_street: int
    minimum: int
    max_share: int
    cool_off: int


def chosen(
    asked: Asked, city: CityValues, streets: Collection[str], venues: Collection[str]
) -> Choices:
    """Fill what was left open; INVALID_INPUT names every field that no plan can have."""
    if faults := list(_faults(asked, streets, venues)):
        raise Problem(Code.INVALID_INPUT, rows=tuple(faults), field=faults[0]["column"])
    return Choices(
        per_street=0 if asked.total else _given(asked.per_street, city.per_street),
        total=asked.total or 0,
        minimum=_given(asked.minimum, city.minimum),
        max_share=_given(asked.max_share, city.max_share),
        cool_off=_given(asked.cool_off, city.cool_off),
        measure=asked.measure,
        streets=asked.streets,
        street_least=asked.street_least,
        street_most=asked.street_most,
        venue_least=asked.venue_least,
        venue_most=asked.venue_most,
        exact=asked.exact,
        simple=tuple(sorted(set(asked.simple))),
        by_size=tuple(sorted(set(asked.by_size))),
        order=asked.order,
    )


def _given(asked: int | None, own: int) -> int:
    return own if asked is None else asked


def _faults(
    asked: Asked, streets: Collection[str], venues: Collection[str]
) -> Iterator[dict[str, str]]:
    limits = {
        "per_street": (asked.per_street, 2, MOST),
        "total": (asked.total, 2, MOST),
        "minimum": (asked.minimum, 2, 1000),
        "max_share": (asked.max_share, 1, 1000),
        "cool_off": (asked.cool_off, 0, 3),
    }
    for name, (value, least, most) in limits.items():
        if value is not None and not least <= value <= most:
            yield _fault(name, value, f"a whole number {least}-{most}")
    if asked.minimum is not None and asked.minimum % 2:
        yield _fault("minimum", asked.minimum, "an even number")
    if asked.total and (asked.per_street or asked.streets):
        yield _fault("total", asked.total, "one total, or one number a street")
    limited = asked.street_least or asked.street_most
    if limited and not asked.total:
        yield _fault("street_least", min(limited), "a total of the whole city")
    yield from _margins(asked, streets, venues)
    yield from _designs(asked, streets, venues)


def _designs(
    asked: Asked, streets: Collection[str], venues: Collection[str]
) -> Iterator[dict[str, str]]:
    for one in sorted({*asked.simple, *asked.by_size}):
        street, _, venue = one.partition("-")
        if street not in streets or venue not in venues:
            yield _fault("by_size", one, "a street's code, -, a venue type's code")
    for one in sorted(set(asked.simple) & set(asked.by_size)):
        yield _fault("simple", one, "one design a stratum")


def _margins(
    asked: Asked, streets: Collection[str], venues: Collection[str]
) -> Iterator[dict[str, str]]:
    for name, numbers, codes, what in (
        ("streets", asked.streets, streets, "a street"),
        ("street_least", asked.street_least, streets, "a street"),
        ("street_most", asked.street_most, streets, "a street"),
        ("venue_least", asked.venue_least, venues, "a venue type"),
        ("venue_most", asked.venue_most, venues, "a venue type"),
    ):
        for code, number in sorted(numbers.items()):
            if code not in codes:
                yield _fault(name, code, what)
            elif not 1 <= number <= MOST:
                yield _fault(name, number, f"a whole number 1-{MOST}")


def _fault(column: str, got: object, wanted: str) -> dict[str, str]:
    return {"column": column, "got": str(got), "wanted": wanted}
