"""Checks everything stored, without trusting any of it but the public key.

Three detectors, because each finds what the others miss. `recompute` hashes the stored
bytes again: it sees an edited leaf, not a ledger rewritten throughout. `checkpoint`
compares with what was signed: it sees the rewriting, not an edited leaf under its old
hash. `rows` compares the stages' rows with the last they told the ledger: it alone sees
an UPDATE of a mark.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping
from sqlalchemy.orm import Session

from sanitation.ledger import queries
from sanitation.ledger.keys import check
from sanitation.ledger.leaf import Leaf, body_digest, canonical, instant
from sanitation.ledger.note import Checkpoint, NoteError, VerifierKey, opened
from sanitation.ledger.tree import HASH, ProofError, grow, leaf_hash

# What a stage's rows say now: (object, facts), the same facts its entries carry.
RowSource = Callable[[Session], Iterator[tuple[str, Mapping[str, Any]]]]

ERASED = "Erased"  # an entry of this kind lists, in facts["entries"], the seqs erased
LATER = frozenset({"figures"})  # facts that entries of earlier versions do not tell
STEP = 1_000  # entries between two calls of progress


class Detector(StrEnum):
    """Who found it."""

    RECOMPUTE = "recompute"
    CHECKPOINT = "checkpoint"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not agree."""

    detector: Detector
    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, what was not, and what did not agree."""

    entries: int
    bodies: int
    erased: int
    checkpoints: int
    rows: int | None  # objects compared; None if rows were not asked for
    unsigned: int  # entries no checkpoint covers
    findings: tuple[Finding, ...]
    not_checked: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether everything checked agrees."""
        return not self.findings


def silent(done: int, total: int) -> None:
    """Tell nobody."""


def run(
    session: Session,
    key: VerifierKey,
    kept: str,
    sources: Sequence[RowSource] | None,
    progress: Callable[[int, int], None],
) -> Report:
    """Check the ledger; kept: the note in the file beside the key, "" if there is none."""
    head = queries.head(session)
    scan = _Scan(keep_facts=sources is not None)
    for row in queries.stored(session):
        scan.take(row)
        if row.seq % STEP == 0:
            progress(row.seq, head.size)
    progress(head.size, head.size)
    scan.finish(head.size)
    _check_tree(session, head, scan)
    signed = _check_checkpoints(session, key, kept, head.size, scan.found)
    compared = None if sources is None else _check_rows(session, sources, scan)
    return Report(
        entries=scan.entries,
        bodies=scan.bodies,
        erased=len(scan.missing & scan.erased),
        checkpoints=len(signed),
        rows=compared,
        unsigned=head.size - max(signed, default=0),
        findings=tuple(scan.found.made),
        not_checked=_not_checked(scan, compared),
    )


@dataclass(slots=True)
class _Findings:
    made: list[Finding] = field(default_factory=list)

    def add(self, detector: Detector, place: str, reason: str) -> None:
        self.made.append(Finding(detector, place, reason))


class _Scan:
    """One walk over the stored entries."""

    def __init__(self, *, keep_facts: bool) -> None:
        self.found = _Findings()
        self.hashes: list[bytes] = []
        self.last: dict[str, tuple[int, str]] = {}
        self.said: dict[str, dict[str, Any]] = {}
        self.missing: set[int] = set()
        self.erased: set[int] = set()
        self.untold: set[str] = set()  # objects whose entries are older than a fact
        self.entries = self.bodies = 0
        self.keep_facts = keep_facts

    def take(self, row: RowMapping) -> None:
        place = f"entry {row.seq}"
        if row.seq != len(self.hashes):
            self.add(place, f"follows entry {len(self.hashes) - 1}")
        hashed = leaf_hash(row.leaf)
        self.hashes.append(hashed)
        self.entries += 1
        if hashed != row.leaf_hash:
            self.add(place, "the leaf is not the one that was hashed")
        try:
            leaf = Leaf.read(row.leaf)
        except ValueError as error:
            self.add(place, str(error))
            return
        if (leaf.kind, leaf.object, leaf.n) != (row.kind, row.object, row.n):
            self.add(place, "kind, object or n is not what the leaf says")
        if leaf.at != instant(row.at):
            self.add(place, "the time is not what the leaf says")
        self._check_order(place, leaf, hashed)
        self._check_body(place, row, leaf)

    def add(self, place: str, reason: str) -> None:
        self.found.add(Detector.RECOMPUTE, place, reason)

    def finish(self, size: int) -> None:
        if self.entries != size:
            self.add("head", f"says {size} entries, {self.entries} are stored")
        for seq in sorted(self.missing - self.erased):
            self.add(f"entry {seq}", "the body is missing and no entry says it was erased")

    def _check_order(self, place: str, leaf: Leaf, hashed: bytes) -> None:
        before, prev = self.last.get(leaf.object, (-1, None))
        if (leaf.n, leaf.prev) != (before + 1, prev):
            self.add(place, f"is number {leaf.n} of its object after number {before}")
        self.last[leaf.object] = (leaf.n, hashed.hex())

    def _check_body(self, place: str, row: RowMapping, leaf: Leaf) -> None:
        if row.body is None or row.salt is None:
            self.missing.add(row.seq)
            return
        self.bodies += 1
        if body_digest(row.salt, row.body) != leaf.body:
            self.add(place, "the body is not the one the leaf was made for")
            return
        parts = json.loads(row.body)
        if parts["command"] != row.command:
            self.add(place, "the command is not what the body says")
        if leaf.kind == ERASED:
            self.erased.update(parts["facts"].get("entries", ()))
        if self.keep_facts:
            self.said.setdefault(leaf.object, {}).update(parts["facts"])


def _check_tree(session: Session, head: queries.Head, scan: _Scan) -> None:
    grown = grow(0, (), scan.hashes)
    wanted = dict(grown.tiles)
    for level, index, hashes in queries.tiles(session):
        if wanted.pop((level, index), b"") != hashes:
            scan.add(f"tile {level}/{index}", "does not hold the hashes of the entries")
    for level, index in wanted:
        scan.add(f"tile {level}/{index}", "is missing")
    if (grown.root, b"".join(grown.edge)) != (head.root, head.edge):
        scan.add("head", "is not the root of the entries")


def _check_checkpoints(
    session: Session, key: VerifierKey, kept: str, size: int, found: _Findings
) -> set[int]:
    """Compare every signed head with the stored tiles; return the sizes that agree."""
    rows = queries.checkpoints(session)
    notes = {f"checkpoint {row.size}": row.note for row in rows}
    if kept:
        notes["checkpoint kept beside the key"] = kept
    agree = set()
    for place, note in notes.items():
        try:
            head = Checkpoint.parse(opened(note, (key,), check)[0].text)
            root = queries.tree(session, head.size).root() if head.size <= size else b""
        except (NoteError, ProofError) as error:
            found.add(Detector.CHECKPOINT, place, str(error))
            continue
        if len(root) != HASH:
            reason = f"covers {head.size} entries, only {size} are left"
            found.add(Detector.CHECKPOINT, place, reason)
        elif root != head.root or head.origin != key.name:
            found.add(Detector.CHECKPOINT, place, "the ledger is not the one signed")
        else:
            agree.add(head.size)
    return agree


def _check_rows(session: Session, sources: Sequence[RowSource], scan: _Scan) -> int:
    """Compare each fact of each row with the last its object's entries said of it."""
    compared = set()
    for source in sources:
        for wanted, facts in source(session):
            compared.add(wanted)
            said = scan.said.get(wanted)
            if said is None:
                scan.found.add(Detector.ROWS, wanted, "has a row and no entry")
                continue
            for name in sorted(facts):
                if name in LATER and name not in said:
                    scan.untold.add(wanted)
                    continue
                if name not in said or canonical(facts[name]) != canonical(said[name]):
                    reason = f"{name} is not what its last entry says"
                    scan.found.add(Detector.ROWS, wanted, reason)
    return len(compared)


def _not_checked(scan: _Scan, compared: int | None) -> tuple[str, ...]:
    """Say what this check cannot know."""
    rows = (
        "rows of the stages"
        if compared is None
        else f"rows of {max(0, len(scan.said) - compared)} objects no stage listed"
    )
    old = f"figures of {len(scan.untold)} runs, scored before entries told their digest"
    return (
        rows,
        *((old,) if scan.untold else ()),
        "photographs: only their digests are in the ledger",
        "copies held elsewhere: witnesses, bulletins, receipts",
    )
