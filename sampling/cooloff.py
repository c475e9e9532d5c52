"""Who rests, and which birth quarters are classes of their own.

Source: protocol sanrandom-draw/1, section 8. Sites drawn in the last k quarters rest, yet
the weight stays M / take: by symmetry every quarter's sample is a fair one of the whole
cell, as long as the sites of a cell have had the same chances before. So sites born since
the cells were cut form classes of their own, and where cells are cut anew the rest begins
anew (docs/decisions/0010).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sampling.canonical import GONE
from sampling.facts import CoolOff
from sampling.split import stratum_id_of_cell
from sampling.types import FrameRow, Reason


def quarter_number(quarter: str) -> int:
    """Count quarters, so that neighbours differ by one."""
    return 4 * int(quarter[:4]) + int(quarter[5])


def drawn_lately(row: FrameRow, quarter: str, rule: CoolOff) -> bool:
    """Whether a site was drawn in the last k quarters, and since the rest began."""
    if not rule.quarters or not row.last_drawn or row.last_drawn < rule.since:
        return False
    return 1 <= quarter_number(quarter) - quarter_number(row.last_drawn) <= rule.quarters


def is_young(row: FrameRow, quarter: str, rule: CoolOff) -> bool:
    """Whether a site was born since the cells were cut, or without that within k quarters."""
    if not row.birth or rule.quarters == 0:
        return False
    if rule.since:
        return row.birth > rule.since
    return 0 <= quarter_number(quarter) - quarter_number(row.birth) <= rule.quarters


def young_classes(rows: Iterable[FrameRow], quarter: str, rule: CoolOff) -> frozenset[str]:
    """Return the birth quarters that are strata of their own: `young` of `split.strata`."""
    return frozenset(row.birth for row in rows if is_young(row, quarter, rule))


def too_small(
    rows: Iterable[FrameRow], take_per_cell: Mapping[str, int], rule: CoolOff
) -> frozenset[str]:
    """Return the strata whose cool-off the plan must drop: a cell with M <= take (k + 1).

    There the last of k + 1 quarters would have nobody left, or nobody but those sure to
    be drawn.
    """
    sizes = Counter(row.cell for row in rows if row.cell)
    return frozenset(
        stratum_id_of_cell(cell)
        for cell, sites in sizes.items()
        if rule.quarters and sites <= take_per_cell[cell] * (rule.quarters + 1)
    )


def with_rest(
    rows: Iterable[FrameRow], quarter: str, rule: CoolOff
) -> tuple[FrameRow, ...]:
    """Return the rows with `cooloff` as the reason of those who rest, and of nobody else.

    Who is gone stays so; rows carry their cells, because a stratum may have no cool-off.
    """
    return tuple(
        row if row.reason in GONE else replace(row, reason=reason_of(row, quarter, rule))
        for row in rows
    )


def reason_of(row: FrameRow, quarter: str, rule: CoolOff) -> str:
    """Return the reason that a row must have: its own if it is gone, else rest or none."""
    if row.reason in GONE:
        return row.reason
    rests = drawn_lately(row, quarter, rule)
    if rests and stratum_id_of_cell(row.cell) not in rule.dropped:
        return Reason.COOLOFF
    return Reason.ELIGIBLE
