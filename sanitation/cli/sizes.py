"""Options of `frames freeze`: how many sites each street and venue type gives, and how."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from sampling.allocation import Measure
from sampling.pps import Order
from sanitation.bootstrap import Services
from sanitation.frames import typed
from sanitation.frames.choices import Asked

F = TypeVar("F", bound=Callable[..., Any])
NUMBERS = ("streets", "street_least", "street_most", "venue_least", "venue_most")

OPTIONS = (
    click.option(
        "--per-street",
        type=click.IntRange(min=2),
        help="Sites to draw in each street; the city's own value when not given.",
    ),
    click.option(
        "--street",
        "streets",
        multiple=True,
        metavar="STREET=N",
        help="Another number for one street, by name or code; repeat it.",
    ),
    click.option(
        "--total",
        type=click.IntRange(min=2),
        help="Sites of the whole city, in place of one number a street.",
    ),
    click.option("--street-least", multiple=True, metavar="STREET=N", help="With --total."),
    click.option("--street-most", multiple=True, metavar="STREET=N", help="With --total."),
    click.option(
        "--venue-least",
        multiple=True,
        metavar="TYPE=N",
        help="Sites that a venue type gives at least in the whole city; repeat it.",
    ),
    click.option(
        "--venue-most",
        multiple=True,
        metavar="TYPE=N",
        help="Sites that a venue type gives at most in the whole city; repeat it.",
    ),
    click.option(
        "--minimum",
        type=click.IntRange(min=2),
        help="Least sites of a street's venue type, an even number; the city's own value.",
    ),
    click.option(
        "--max-share",
        type=click.IntRange(min=1),
        metavar="N",
        help="Draw no more than one in N sites of a street's venue type.",
    ),
    click.option(
        "--measure",
        type=click.Choice([one.value for one in Measure]),
        default=Measure.WEIGHT.value,
        show_default=True,
        help="What the sizes beyond the minimum follow; neyman uses past quarters' spread.",
    ),
    click.option(
        "--exact",
        is_flag=True,
        help="Refuse where a street cannot give its number, instead of taking what it has.",
    ),
    click.option(
        "--simple",
        multiple=True,
        metavar="STREET-TYPE",
        help="Draw this stratum at random without cells; repeat it.",
    ),
    click.option(
        "--by-size",
        multiple=True,
        metavar="STREET-TYPE",
        help="Draw this stratum with probability by size; for a rehearsal; repeat it.",
    ),
    click.option(
        "--order",
        type=click.Choice([one.value for one in Order]),
        default=Order.PARETO.value,
        show_default=True,
        help="The rule of a draw by size.",
    ),
    click.option(
        "--cool-off",
        type=click.IntRange(0, 3),
        help="Quarters in which a drawn site rests; the city's own value when not given.",
    ),
    click.option(
        "--recut",
        is_flag=True,
        help="Cut all cells anew within the year; the rest begins anew.",
    ),
    click.option(
        "--rehearsal",
        is_flag=True,
        help="For a rehearsal: earlier rehearsals count as draws; no live plan may use it.",
    ),
)


def sizes(function: F) -> F:
    """Add every option of the sizes to a command."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


def asked(services: Services, given: dict[str, Any]) -> Asked:
    """Read the options; INVALID_INPUT or UNKNOWN_PLACE names what cannot be read."""
    city, read = services.city, dict(given)
    for name in NUMBERS:
        of = typed.street_numbers if name.startswith("street") else typed.venue_numbers
        read[name] = of(city, name, read[name])
    for name in ("simple", "by_size"):
        read[name] = typed.strata(city, name, read[name])
    read["measure"], read["order"] = Measure(read["measure"]), Order(read["order"])
    return Asked(**read)
