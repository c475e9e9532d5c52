"""Reads the ledger's tables."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from sanitation.ledger.models import (
    LedgerBody,
    LedgerCheckpoint,
    LedgerEntry,
    LedgerHead,
    LedgerTile,
)
from sanitation.ledger.tree import EMPTY_ROOT, ReadTile, Tree

BATCH = 2_000  # rows fetched at a time


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry for a page."""

    seq: int
    kind: str
    object: str
    n: int
    at: datetime
    leaf_hash: str  # hex
    command: str

    @property
    def handle(self) -> str:
        """Return the twelve characters people look it up by."""
        return self.leaf_hash[:12]


@dataclass(frozen=True, slots=True)
class Body:
    """An entry's opened part."""

    salt: bytes
    data: bytes

    @property
    def parts(self) -> dict[str, Any]:
        """Read command, actor, role, reason, versions and facts."""
        parts: dict[str, Any] = json.loads(self.data)
        return parts


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes."""

    size: int
    root: bytes
    edge: bytes


def head(session: Session) -> Head:
    """Return the head; that of the empty tree before the first entry."""
    row = session.get(LedgerHead, 1, populate_existing=True)
    return Head(row.size, row.root, row.edge) if row else Head(0, EMPTY_ROOT, b"")


def tree(session: Session, size: int) -> Tree:
    """Return the tree of the first `size` entries over the stored tiles."""
    return Tree(size, tile_reader(session))


def tile_reader(session: Session) -> ReadTile:
    """Return a function that reads a stored tile, b"" where there is none."""
    wanted = select(LedgerTile.hashes)

    def read(level: int, index: int) -> bytes:
        place = (LedgerTile.level == level, LedgerTile.idx == index)
        return session.scalar(wanted.where(*place)) or b""

    return read


def entry(session: Session, seq: int) -> LedgerEntry | None:
    """Return one entry."""
    return session.get(LedgerEntry, seq)


def entries_of(session: Session, wanted: str) -> tuple[EntryRow, ...]:
    """Return an object's entries, first to last."""
    found = select(LedgerEntry).where(LedgerEntry.object == wanted).order_by(LedgerEntry.n)
    return tuple(entry_row(one) for one in session.scalars(found))


def latest(session: Session, limit: int) -> tuple[EntryRow, ...]:
    """Return the newest entries, newest first."""
    found = select(LedgerEntry).order_by(LedgerEntry.seq.desc()).limit(limit)
    return tuple(entry_row(one) for one in session.scalars(found))


def by_prefix(session: Session, prefix: bytes) -> LedgerEntry | None:
    """Return the first entry whose leaf hash begins so."""
    found = select(LedgerEntry).where(LedgerEntry.leaf_hash >= prefix)
    row = session.scalar(found.order_by(LedgerEntry.leaf_hash).limit(1))
    return row if row is not None and row.leaf_hash.startswith(prefix) else None


def body(session: Session, seq: int) -> Body | None:
    """Return an entry's body with its salt; None once erased."""
    row = session.get(LedgerBody, seq)
    return Body(row.salt, row.body) if row else None


def stored(session: Session, start: int = 0) -> Iterator[RowMapping]:
    """Walk entries with salt and body (None where erased), in order of seq."""
    columns = LedgerEntry.__table__.c
    walk = (
        select(*columns, LedgerBody.salt, LedgerBody.body)
        .outerjoin(LedgerBody, LedgerBody.seq == columns.seq)
        .order_by(columns.seq)
        .limit(BATCH)
    )
    while rows := session.execute(walk.where(columns.seq >= start)).mappings().all():
        yield from rows
        start = rows[-1].seq + 1


def tiles(session: Session) -> Iterator[tuple[int, int, bytes]]:
    """Walk the stored tiles."""
    found = select(LedgerTile.level, LedgerTile.idx, LedgerTile.hashes)
    for row in session.execute(found):
        yield row.level, row.idx, row.hashes


def checkpoints(session: Session) -> tuple[LedgerCheckpoint, ...]:
    """Return the stored checkpoints, oldest first."""
    found = select(LedgerCheckpoint).order_by(LedgerCheckpoint.size)
    return tuple(session.scalars(found))


def last_checkpoint(session: Session) -> LedgerCheckpoint | None:
    """Return the newest stored checkpoint."""
    newest = select(LedgerCheckpoint).order_by(LedgerCheckpoint.size.desc()).limit(1)
    return session.scalar(newest)


def entry_row(one: LedgerEntry) -> EntryRow:
    """Present an entry."""
    return EntryRow(
        one.seq, one.kind, one.object, one.n, one.at, one.leaf_hash.hex(), one.command
    )
