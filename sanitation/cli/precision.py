"""`sanitation draws precision`: what a plan's figures will be worth, before it is committed."""

from dataclasses import dataclass

import click

from sanitation.bootstrap import Services
from sanitation.cli.listing import show_one, show_rows
from sanitation.cli.options import ACTING, JSON, acts
from sanitation.scores.precision import Spread


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table, rounded for reading."""

    street: str
    sites: int
    se: str
    interval: str


@dataclass(frozen=True, slots=True)
class Source:
    """What is assumed of a venue type, and from where."""

    venue: str
    marks: str
    source: str


@click.command()
@click.argument("quarter")
@JSON
@ACTING
@click.pass_obj
def precision(services: Services, quarter: str, as_json: bool, handle: str | None) -> None:
    """Tell the standard error to expect of each street in QUARTER's frozen frame.

    In marks of the site index. How much sites differ is taken from the last quarters, by
    venue type, or from the city's prior where a type has none.
    """
    found = services.precision.expected(acts(services, handle), quarter)
    if as_json:
        show_one(found, as_json=True)
        return
    lines = [
        Line(one.street, one.sites, f"{one.se:.2f}", f"± {one.half_width:.2f}")
        for one in found.streets
    ]
    show_rows(lines, ("street", "sites", "se", "interval"), as_json=False)
    click.echo()
    spreads = [Source(one.venue, f"{one.marks:.1f}", _source(one)) for one in found.spreads]
    show_rows(spreads, ("venue", "marks", "source"), as_json=False)


def _source(one: Spread) -> str:
    if one.prior:
        return "prior, product default" if one.product_default else "prior of the city"
    return " ".join(one.quarters)
