"""Append, checkpoint, prove, look up, check."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.ledger import fsck, keys, publisher, queries
from sanitation.ledger.appending import Receipt, append, append_many
from sanitation.ledger.fsck import Report, RowSource
from sanitation.ledger.proof import Proof, Record
from sanitation.ledger.publisher import Signed
from sanitation.ledger.queries import Body, EntryRow

__all__ = [
    "Body",
    "EntryRow",
    "Ledger",
    "Proof",
    "Receipt",
    "Record",
    "Report",
    "RowSource",
    "Status",
    "append",
    "append_many",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Status:
    """How far the ledger goes, and how much of it is signed."""

    size: int  # entries
    root: str  # hex
    origin: str
    vkey: str  # the public key that signs, as people hand it around
    signed_size: int
    signed_at: datetime | None
    checkpoint: str  # signed note; "" before the first
    lag: timedelta  # age of the oldest entry no checkpoint covers

    @property
    def unsigned(self) -> int:
        """Return how many entries no checkpoint covers yet."""
        return self.size - self.signed_size


@dataclass(frozen=True, slots=True)
class Ledger:
    """Use cases of the ledger. Appending is a function: it joins a stage's transaction."""

    sessions: Sessions
    clock: Clock
    origin: str
    key_path: Path

    def checkpoint(self) -> str:
        """Sign the head if it moved, after reading back what is new, and return the note.

        LEDGER_BROKEN, and nothing signed, if the stored entries, tiles, head and the last
        signed checkpoint do not agree.
        """
        signer, path = self._signer(), publisher.kept_path(self.key_path)
        with self.sessions.begin() as session:
            last = self._last(session, signer)
            signed = publisher.sign_head(session, signer, last)
            publisher.keep(path, signed.note)
            publisher.record(session, signed, self.clock.now())
        return signed.note

    def status(self) -> Status:
        """Return size, last checkpoint and what it does not cover yet."""
        vkey = self.vkey()
        with self.sessions.read() as session:
            head, last = queries.head(session), queries.last_checkpoint(session)
            size = last.size if last else 0
            waiting = queries.entry(session, size) if size < head.size else None
            lag = self.clock.now() - waiting.at if waiting else timedelta(0)
            return Status(
                size=head.size,
                root=head.root.hex(),
                origin=self.origin,
                vkey=vkey,
                signed_size=size,
                signed_at=last.signed_at if last else None,
                checkpoint=last.note if last else "",
                lag=max(lag, timedelta(0)),
            )

    def vkey(self) -> str:
        """Return the log's public key as the line people hand around."""
        return self._signer().public.vkey

    def proof(self, seq: int) -> Proof:
        """Return an entry's proof under the last checkpoint, uncovered if none covers it.

        NOT_FOUND if there is no such entry.
        """
        with self.sessions.read() as session:
            return self._proof(session, seq)

    def record(self, seq: int, *, opened: bool = False) -> Record:
        """Return what a holder keeps of an entry; opened: with body and salt."""
        with self.sessions.read() as session:
            proof = self._proof(session, seq)
            body = queries.body(session, seq) if opened else None
            return Record(proof, body.data, body.salt) if body else Record(proof)

    def entry(self, seq: int) -> EntryRow:
        """Return one entry; NOT_FOUND if there is none."""
        with self.sessions.read() as session:
            return queries.entry_row(_found(queries.entry(session, seq)))

    def body(self, seq: int) -> Body:
        """Return an entry's body and salt; NOT_FOUND if there is none or it was erased."""
        with self.sessions.read() as session:
            return _found(queries.body(session, seq))

    def entries_of(self, wanted: str) -> tuple[EntryRow, ...]:
        """Return the entries of an object, first to last."""
        with self.sessions.read() as session:
            return queries.entries_of(session, wanted)

    def latest(self, limit: int = 50) -> tuple[EntryRow, ...]:
        """Return the newest entries, newest first."""
        with self.sessions.read() as session:
            return queries.latest(session, limit)

    def find(self, handle: str) -> EntryRow:
        """Return the entry whose leaf hash begins with the handle; NOT_FOUND."""
        try:
            prefix = bytes.fromhex(handle.strip())
        except ValueError:
            raise Problem(Code.NOT_FOUND) from None
        if not 6 <= len(prefix) <= 32:
            raise Problem(Code.NOT_FOUND)
        with self.sessions.read() as session:
            return queries.entry_row(_found(queries.by_prefix(session, prefix)))

    def fsck(
        self,
        rows: Sequence[RowSource] | None = None,
        progress: Callable[[int, int], None] = fsck.silent,
    ) -> Report:
        """Check everything stored against itself, and the rows of the stages against it.

        rows: what each stage's rows say now; None leaves rows unchecked. progress is told
        (entries done, entries in all).
        """
        signer = self._signer()
        path = publisher.kept_path(self.key_path)
        kept = path.read_text("utf-8") if path.exists() else ""
        with self.sessions.read() as session:
            return fsck.run(session, signer.public, kept, rows, progress)

    def _proof(self, session: Session, seq: int) -> Proof:
        leaf = _found(queries.entry(session, seq)).leaf
        last = queries.last_checkpoint(session)
        if last is None or seq >= last.size:
            return Proof(seq, leaf, (), "")
        path = queries.tree(session, last.size).inclusion(seq)
        return Proof(seq, leaf, path, last.note)

    def _last(self, session: Session, signer: keys.Signer) -> Signed | None:
        path = publisher.kept_path(self.key_path)
        if found := publisher.kept(path, signer):
            return found
        stored = queries.last_checkpoint(session)
        return publisher.read_signed(stored.note, signer) if stored else None

    def _signer(self) -> keys.Signer:
        return keys.load_or_make(self.key_path, self.origin)


def _found(value: T | None) -> T:
    if value is None:
        raise Problem(Code.NOT_FOUND)
    return value
