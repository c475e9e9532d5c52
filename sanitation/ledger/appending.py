"""Appends entries inside the caller's transaction: sequence, tiles and head at once.

Statements go to the connection, below the unit of work: an append is a handful of
compiled statements, and nothing of it is ever loaded, changed or flushed by the ORM.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from sanitation.db.base import Base
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import (
    Event,
    Leaf,
    body_bytes,
    body_digest,
    check_event,
    instant,
)
from sanitation.ledger.models import LedgerBody, LedgerEntry, LedgerHead, LedgerTile
from sanitation.ledger.tree import HASH, WIDTH, Growth, grow, leaf_hash

LOCK = 0x6C6564676572  # "ledger": PostgreSQL's advisory lock of the one writer
CHUNK = 500  # objects looked up in one statement

ENTRY, BODY, TILE, HEAD = (
    Base.metadata.tables[model.__tablename__]
    for model in (LedgerEntry, LedgerBody, LedgerTile, LedgerHead)
)

_head = select(HEAD.c.size, HEAD.c.edge)
_last = (
    select(ENTRY.c.n, ENTRY.c.leaf_hash)
    .where(ENTRY.c.object == bindparam("wanted"))
    .order_by(ENTRY.c.n.desc())
    .limit(1)
)
_lengths = (
    select(ENTRY.c.object, func.max(ENTRY.c.n).label("n"))
    .where(ENTRY.c.object.in_(bindparam("wanted", expanding=True)))
    .group_by(ENTRY.c.object)
    .subquery()
)
_lasts = select(ENTRY.c.object, ENTRY.c.n, ENTRY.c.leaf_hash).join(
    _lengths, (ENTRY.c.object == _lengths.c.object) & (ENTRY.c.n == _lengths.c.n)
)
# The length is checked in the same statement: nothing is built upon a damaged tile.
_extend = (
    update(TILE)
    .where(TILE.c.level == bindparam("at_level"), TILE.c.idx == bindparam("at_idx"))
    .where(func.length(TILE.c.hashes) == bindparam("before"))
    .values(
        hashes=cast(
            TILE.c.hashes.op("||")(bindparam("more", type_=LargeBinary)), LargeBinary
        )
    )
)
_move = update(HEAD).where(HEAD.c.size == bindparam("expected"))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender of an entry holds."""

    seq: int  # place in the ledger, from 0
    leaf_hash: str  # 64 hex characters
    object: str
    n: int  # entries of this object before this one

    @property
    def handle(self) -> str:
        """Return the twelve characters people look an entry up by; no proof of anything."""
        return self.leaf_hash[:12]


def append(session: Session, event: Event, at: datetime) -> Receipt:
    """Append one entry in the caller's transaction; it is kept if the caller commits.

    at: an aware time. ValueError for facts that are not plain JSON. Call it last: on
    PostgreSQL the ledger has one writer from here to the commit.
    """
    return append_many(session, (event,), at)[0]


def append_many(session: Session, events: Sequence[Event], at: datetime) -> list[Receipt]:
    """Append in order, as so many calls of `append` would, at a third of the cost."""
    if not events:
        return []
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    head = connection.execute(_head).first()
    size, edge = (head.size, head.edge) if head else (0, b"")
    last = _last_of(connection, {event.object for event in events})
    made = _Batch(size, at, last, _command_of(session))
    for event in events:
        made.add(event)
    connection.execute(insert(ENTRY), _one_or_many(made.entries))
    connection.execute(insert(BODY), _one_or_many(made.bodies))
    hashes = [entry["leaf_hash"] for entry in made.entries]
    after = grow(size, [edge[i : i + HASH] for i in range(0, len(edge), HASH)], hashes)
    _write_tiles(connection, size, after)
    _move_head(connection, size, after, first=head is None)
    return made.receipts


def _command_of(session: Session) -> str:
    """Return the transaction's command id: joined functions share it without knowing."""
    made: str = session.info.setdefault("ledger.command", secrets.token_hex(16))
    return made


class _Batch:
    """Rows of a run of entries, each knowing the one before it of the same object."""

    def __init__(
        self, size: int, at: datetime, last: dict[str, tuple[int, str]], command: str
    ) -> None:
        self.seq = size
        self.at, self.instant = at.replace(microsecond=0), instant(at)
        self.last, self.command = last, command
        self.entries: list[dict[str, Any]] = []
        self.bodies: list[dict[str, Any]] = []
        self.receipts: list[Receipt] = []

    def add(self, event: Event) -> None:
        check_event(event)
        before, prev = self.last.get(event.object, (-1, None))
        n, command = before + 1, event.command or self.command
        salt, body = secrets.token_bytes(32), body_bytes(event, command)
        digest, nonce = body_digest(salt, body), secrets.token_hex(16)
        leaf = Leaf(
            event.kind, event.object, n, prev, self.instant, digest, event.files, nonce
        ).data()
        hashed = leaf_hash(leaf)
        self.entries.append(
            {
                "seq": self.seq,
                "leaf": leaf,
                "leaf_hash": hashed,
                "kind": event.kind,
                "object": event.object,
                "n": n,
                "at": self.at,
                "command": command,
            }
        )
        self.bodies.append({"seq": self.seq, "salt": salt, "body": body})
        self.receipts.append(Receipt(self.seq, hashed.hex(), event.object, n))
        self.last[event.object] = (n, hashed.hex())
        self.seq += 1


def _last_of(connection: Connection, objects: set[str]) -> dict[str, tuple[int, str]]:
    if len(objects) == 1:
        (wanted,) = objects
        row = connection.execute(_last, {"wanted": wanted}).first()
        return {wanted: (row.n, row.leaf_hash.hex())} if row else {}
    found: dict[str, tuple[int, str]] = {}
    ordered = sorted(objects)
    for start in range(0, len(ordered), CHUNK):
        rows = connection.execute(_lasts, {"wanted": ordered[start : start + CHUNK]})
        found |= {row.object: (row.n, row.leaf_hash.hex()) for row in rows}
    return found


def _write_tiles(connection: Connection, size: int, after: Growth) -> None:
    for (level, index), more in after.tiles.items():
        held = max(0, (size >> 8 * level) - index * WIDTH)
        if held == 0:
            row = {"level": level, "idx": index, "hashes": more}
            connection.execute(insert(TILE), row)
            continue
        values = {"at_level": level, "at_idx": index, "before": held * HASH, "more": more}
        if connection.execute(_extend, values).rowcount != 1:
            raise Problem(Code.LEDGER_BROKEN, tile=f"{level}/{index}")


def _move_head(connection: Connection, size: int, after: Growth, *, first: bool) -> None:
    row = {"size": after.size, "root": after.root, "edge": b"".join(after.edge)}
    if first:
        connection.execute(insert(HEAD), {"id": 1, **row})
    elif connection.execute(_move, {"expected": size, **row}).rowcount != 1:
        raise Problem(Code.BUSY)  # somebody else wrote since: the whole command is undone


def _one_or_many(rows: list[dict[str, Any]]) -> Any:
    return rows[0] if len(rows) == 1 else rows
