"""What a quarter in waves planned and never drew: it counts as planned, and is not seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampling import canonical, facts
from sampling.types import FrameRow
from sanitation.blobs import Blobs
from sanitation.draws import queries
from sanitation.draws.models import Draw, DrawnSite


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A cell of a wave that was not drawn: how many of its sites the plan takes."""

    cell: str
    street: str
    venue: str
    take: int
    size: int  # sites in the cell


def undrawn(session: Session, blobs: Blobs, draw: Draw) -> Iterator[Undrawn]:
    """Give the cells of waves that were not drawn; none for a quarter with one seed."""
    waves = queries.waves(session, draw.id)
    if all(one.seed_text for one in waves):
        return
    plan = canonical.parse_plan(draw.plan)
    of_draw = select(DrawnSite.cell).where(DrawnSite.draw_id == draw.id).distinct()
    drawn = set(session.scalars(of_draw))
    left = {cell for cells in facts.units(plan).values() for cell in cells} - drawn
    members: dict[str, list[FrameRow]] = {cell: [] for cell in sorted(left)}
    for row in canonical.parse_frame(blobs.get(draw.frame.sha256)):
        if row.cell in members:
            members[row.cell].append(row)
    for cell, rows in members.items():
        first = rows[0]
        take = plan.take_per_cell[cell]
        yield Undrawn(cell, first.street, first.venue, take, len(rows))
