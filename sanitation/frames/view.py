"""From a frame's rows and files to what its pages show."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from sampling import canonical, framing, merkle, reading
from sampling.columns import COOLING, Columns
from sampling.split import BIRTH_CLASS, stratum_id_of_cell
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.frames import policy, queries
from sanitation.frames.models import Frame, FrameObjection
from sanitation.frames.policy import Policy
from sanitation.frames.values import (
    FramePage,
    FrameRowShown,
    ObjectionShown,
    RowProof,
    SizesShown,
    StreetSize,
)

PAGE = 50  # changes


def found(session: Session, ref: str) -> Frame:
    """Find a frame; NOT_FOUND."""
    frame = queries.frame_by_ref(session, ref)
    if frame is None:
        raise Problem(Code.NOT_FOUND)
    return frame


def row(frame: Frame, now: datetime) -> FrameRowShown:
    """Show a frame in a list."""
    closes = frame.challenge_closes_at
    return FrameRowShown(
        frame.ref,
        frame.quarter,
        frame.sha256,
        frame.merkle_root,
        frame.diff_sha256,
        frame.sites,
        frame.eligible,
        frame.frozen_at,
        closes,
        challenge_open=closes is not None and now <= closes,
    )


def page(
    session: Session, city: City, blobs: Blobs, frame: Frame, now: datetime, number: int
) -> FramePage:
    """Build a frame's page; number: which page of its changes, from 1."""
    columns = reading.read_frame(blobs.get(frame.sha256))
    there = framing.strata(columns).sizes()
    lines = blobs.get(frame.diff_sha256).decode().splitlines()[1:]
    changes = tuple((line.split(",")[0], line.split(",")[1]) for line in lines)
    return FramePage(
        frame=row(frame, now),
        districts=_counts(
            ((city.district_of(street), venue), number)
            for (street, venue), number in there.items()
        ),
        counts=_counts(there.items()),
        kinds=dict(sorted(Counter(change for _, change in changes).items())),
        changes=changes[(number - 1) * PAGE : number * PAGE],
        change_total=len(changes),
        sizes=_sizes(blobs, frame, columns),
        objections=tuple(map(objection, queries.objections(session, frame.id))),
    )


def proof(blobs: Blobs, frame: Frame, site_id: str) -> RowProof:
    """Return one row with its path to the root; NOT_FOUND for a site that is not in it."""
    leaves = canonical.frame_leaves(blobs.get(frame.sha256))
    prefix = f"{site_id},".encode()
    index = next((n for n, leaf in enumerate(leaves) if leaf.startswith(prefix)), None)
    if index is None:
        raise Problem(Code.NOT_FOUND)
    path = merkle.proof(leaves, index).path
    return RowProof(leaves[index].decode(), index, path, frame.merkle_root)


def objection(one: FrameObjection) -> ObjectionShown:
    """Show an objection."""
    return ObjectionShown(
        one.ref,
        one.site_id,
        one.raised_by,
        one.text,
        one.recorded_at,
        one.answer,
        one.answered_at,
    )


def _sizes(blobs: Blobs, frame: Frame, columns: Columns) -> SizesShown | None:
    if not frame.policy_sha256:
        return None
    kept = policy.read(blobs.get(frame.policy_sha256))
    names = {stratum_id_of_cell(cell) for cell in kept.take_per_cell}
    return SizesShown(
        planned=sum(kept.take_per_cell.values()),
        choices=kept.allocation["choices"],
        quarters=kept.cooloff.get("quarters", 0),
        since=kept.cooloff.get("since", ""),
        resting=int((columns.reason == COOLING).sum()),
        dropped=tuple(sorted(names & set(kept.cooloff.get("dropped", ())))),
        young=tuple(sorted(name for name in names if BIRTH_CLASS.search(name))),
        streets=_streets(kept, columns.street_of_cell()),
        rehearsal=kept.rehearsal,
    )


def _streets(kept: Policy, street_of: Mapping[str, str]) -> tuple[StreetSize, ...]:
    planned: Counter[str] = Counter()
    for cell, take in kept.take_per_cell.items():
        planned[street_of[cell]] += take
    choices = kept.allocation["choices"]
    own, each = choices.get("streets", {}), choices.get("per_street", 0)
    return tuple(
        StreetSize(street, number, own.get(street, each))
        for street, number in sorted(planned.items())
    )


def _counts(
    numbers: Iterable[tuple[tuple[str, str], int]],
) -> dict[str, dict[str, int]]:
    added: Counter[tuple[str, str]] = Counter()
    for place, number in numbers:
        added[place] += number
    counts: dict[str, dict[str, int]] = {}
    for (area, venue), number in sorted(added.items()):
        counts.setdefault(area, {})[venue] = number
    return counts
