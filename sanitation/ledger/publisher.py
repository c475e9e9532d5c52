"""Signs the head, after reading back what it is about to vouch for.

A failed check stops the signing with LEDGER_BROKEN; nothing is repaired by itself. The
last checkpoint is kept in a file beside the key, because who can write the database can
also rewrite the copy in it.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from sanitation.errors import Code, Problem
from sanitation.ledger import queries
from sanitation.ledger.keys import Signer, check
from sanitation.ledger.models import LedgerCheckpoint
from sanitation.ledger.note import Checkpoint, NoteError, opened
from sanitation.ledger.tree import (
    HASH,
    ProofError,
    Tree,
    grow,
    leaf_hash,
    verify_consistency,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed checkpoint and what it says."""

    note: str
    head: Checkpoint


def kept_path(key_path: Path) -> Path:
    """Return the file that keeps the last checkpoint of the key in this file."""
    return key_path.with_name(f"{key_path.name}.checkpoint")


def kept(path: Path, signer: Signer) -> Signed | None:
    """Return the last checkpoint from its file, None before the first.

    LEDGER_BROKEN if the file holds anything this key did not sign.
    """
    if not path.exists():
        return None
    return read_signed(path.read_text("utf-8"), signer)


def read_signed(note: str, signer: Signer) -> Signed:
    """Check an own checkpoint's signature; LEDGER_BROKEN if it is not ours."""
    try:
        text = opened(note, (signer.public,), check)[0].text
        head = Checkpoint.parse(text)
    except NoteError as error:
        raise _broken(f"a kept checkpoint is false: {error}") from error
    if head.origin != signer.public.name:
        raise _broken("a kept checkpoint has another origin")
    return Signed(note, head)


def keep(path: Path, note: str) -> None:
    """Replace the file whole and durably."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def sign_head(session: Session, signer: Signer, last: Signed | None) -> Signed:
    """Return the checkpoint of the present head, signed; the last one if nothing moved."""
    try:
        head = queries.head(session)
        if last and head.size < last.head.size:
            raise _broken(f"{head.size} entries are fewer than the {last.head.size} signed")
        tree = queries.tree(session, head.size)
        _check_new(session, tree, last.head.size if last else 0)
        root = tree.root()
        if root != head.root:
            raise _broken("the stored tiles do not lead to the head's root")
        if last and last.head.size:
            path = tree.consistency(last.head.size)
            verify_consistency(last.head.size, head.size, last.head.root, root, path)
    except ProofError as error:
        raise _broken(str(error)) from error
    if last and last.head.size == head.size:
        return last
    made = Checkpoint(signer.public.name, head.size, root)
    return Signed(signer.sign(made.text), made)


def record(session: Session, signed: Signed, at: datetime) -> None:
    """Store the copy that pages and proofs read; once for each size."""
    if session.get(LedgerCheckpoint, signed.head.size) is None:
        head = signed.head
        session.add(
            LedgerCheckpoint(size=head.size, root=head.root, note=signed.note, signed_at=at)
        )


def _check_new(session: Session, tree: Tree, start: int) -> None:
    """Hash the leaves since the last signature again; compare column, tiles and tree."""
    hashes: list[bytes] = []
    for row in queries.stored(session, start):
        if row.seq >= tree.size:
            break
        hashed = leaf_hash(row.leaf)
        if row.seq != start + len(hashes):
            raise _broken(f"entry {start + len(hashes)} is missing")
        if hashed != row.leaf_hash or hashed != tree.leaf(row.seq):
            raise _broken(f"entry {row.seq} is not what was hashed")
        hashes.append(hashed)
    if start + len(hashes) != tree.size:
        raise _broken(f"entry {start + len(hashes)} is missing")
    before = Tree(start, tree.read).edge()
    if (
        any(len(one) != HASH for one in before)
        or grow(start, before, hashes).root != tree.root()
    ):
        raise _broken("the new entries do not lead to the tree's root")


def _broken(reason: str) -> Problem:
    return Problem(Code.LEDGER_BROKEN, reason=reason)
