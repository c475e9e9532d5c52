"""Finds the rows of a table of item results that are not as they should be.

Looked at only when the sums say that there are any, or cannot say that there are none: each
question is a pass over all rows.
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw

from scoring.vocabulary import ScoringError

SHOWN = 20  # rows of each kind
WORDS = ("rated", "na", "missing")

Frame = nw.LazyFrame[Any]


@dataclass(frozen=True, slots=True)
class Misfit:
    """One cell that cannot be: of which item at which site, what is there, what is wanted."""

    site: str
    item: str
    column: str
    got: str
    wanted: str


class Misfits(ScoringError):
    """Rows that cannot be added up; `rows` are the first of each kind."""

    def __init__(self, rows: tuple[Misfit, ...]) -> None:
        """Say in words what the first one is."""
        one = rows[0]
        super().__init__(
            f"the results of {one.item} at {one.site}: {one.column}: got {one.got!r}, "
            f"wanted {one.wanted}"
        )
        self.rows = rows


def check_rows(results: Frame, sites: Frame, items: Frame) -> None:
    """Raise Misfits for unknown sites, items and states, and counts that are none.

    sites: site; items: item; every one that may be named.
    """
    state, count = nw.col("state"), nw.col("findings")
    strange = results.filter(~state.is_in(WORDS) | state.is_null())
    rated = results.filter((state == "rated") & (count.is_null() | (count < 0)))
    found = [
        *_first(results.join(sites, on="site", how="anti"), "site", "a site of the input"),
        *_first(results.join(items, on="item", how="anti"), "item", "one of the rubric"),
        *_first(strange, "state", ", ".join(WORDS)),
        *_first(rated, "findings", "a whole number of 0 or more"),
    ]
    if found:
        raise Misfits(tuple(found))


def check_once(results: Frame) -> None:
    """Raise Misfits where an item stands twice at one site."""
    counted = results.group_by("site", "item").agg(nw.len().alias("rows"))
    twice = counted.filter(nw.col("rows") > 1)
    if found := _first(twice, "rows", "one row for each item at a site"):
        raise Misfits(found)


def fitting(results: Frame, sites: Frame, lists: Frame) -> Frame:
    """Leave out the rows of items that are not for the venue type of their site."""
    placed = results.join(sites, on="site", how="inner")
    return placed.join(lists, on=["venue", "item"], how="semi")


def _first(rows: Frame, column: str, wanted: str) -> tuple[Misfit, ...]:
    got = nw.col(column).cast(nw.String).alias("got")
    shown = rows.select("site", "item", got).sort("site", "item").head(SHOWN)
    return tuple(
        Misfit(_text(site), _text(item), column, _text(cell), wanted)
        for site, item, cell in shown.collect("pandas").iter_rows()
    )


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)
