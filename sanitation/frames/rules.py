"""From register to frame: allocation and cells, fixed before any seed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sampling import allocation, canonical, cells
from sampling.types import FrameRow, Shortage
from sanitation.errors import Code, Problem


def freeze(
    rows: Sequence[FrameRow],
    weights: Mapping[str, int],
    per_street: int,
    max_share: Fraction,
) -> bytes:
    """Return frame.csv: every site with its cell.

    weights: venue type -> weight. per_street: sites drawn in each street, or as many as
    max_share of its strata give. PLAN_IMPOSSIBLE names the street and venue type short.
    """
    try:
        wanted = allocation.allocate(
            allocation.sizes(rows),
            weights,
            per_street,
            max_share=max_share,
            allow_short=True,
        )
    except Shortage as error:
        raise Problem(Code.PLAN_IMPOSSIBLE, detail=str(error)) from error
    return canonical.frame_bytes(cells.assign_cells(rows, wanted))


def difference(before: Iterable[FrameRow], now: Iterable[FrameRow]) -> bytes:
    """Return frame_diff.csv: what was added, removed or moved since the frame before."""
    old = {row.site_id: row for row in before}
    new = {row.site_id: row for row in now}
    lines = ["site_id,change"]
    for site_id in sorted(old.keys() | new.keys()):
        if site_id not in old:
            lines.append(f"{site_id},added")
        elif site_id not in new:
            lines.append(f"{site_id},removed")
        elif (old[site_id].x, old[site_id].y) != (new[site_id].x, new[site_id].y):
            lines.append(f"{site_id},moved")
        elif old[site_id].size != new[site_id].size:
            lines.append(f"{site_id},resized")
    return ("\n".join(lines) + "\n").encode("ascii")
