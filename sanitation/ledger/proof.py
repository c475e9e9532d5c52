"""Proofs and records as files: what a holder keeps, and can check without us. Pure.

A proof is a `.tlog-proof` text (C2SP): index, path, and the signed checkpoint. A record
is one JSON file of texts: the leaf, the proof and, where the holder may see them, body
and salt.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from sanitation.ledger.leaf import Leaf, body_digest
from sanitation.ledger.note import Check, Checkpoint, NoteError, VerifierKey, opened
from sanitation.ledger.tree import HASH, ProofError, leaf_hash, verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"
RECORD = "sanitation-record/1"


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf stands at its place under a signed checkpoint, if one covers it yet."""

    seq: int
    leaf: bytes
    path: tuple[bytes, ...]  # from the leaf's sibling up
    checkpoint: str  # signed note; "" while no checkpoint covers the leaf

    @property
    def covered(self) -> bool:
        """Tell whether a signed checkpoint covers the leaf."""
        return bool(self.checkpoint)

    @property
    def size(self) -> int | None:
        """Return the number of entries the checkpoint covers."""
        return Checkpoint.parse(_text_of(self.checkpoint)).size if self.covered else None

    @property
    def leaf_hash(self) -> str:
        """Return the hex hash of the leaf."""
        return leaf_hash(self.leaf).hex()

    @property
    def text(self) -> str:
        """Write the `.tlog-proof` file; "" while not covered."""
        if not self.covered:
            return ""
        path = "".join(base64.b64encode(one).decode() + "\n" for one in self.path)
        return f"{FIRST_LINE}\nindex {self.seq}\n{path}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str, leaf: bytes) -> Self:
        """Read a `.tlog-proof` text; ProofError if it is none."""
        head, _, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if lines.pop(0) != FIRST_LINE:
            raise ProofError(f"wanted the first line {FIRST_LINE}")
        if lines and lines[0].startswith("extra "):
            lines.pop(0)  # not authenticated, so not read
        word, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
        if word != "index" or not index.isdecimal() or str(int(index)) != index:
            raise ProofError("wanted a line with the index")
        try:
            path = tuple(base64.b64decode(line, validate=True) for line in lines)
        except ValueError as error:
            raise ProofError("wanted hashes in base64") from error
        if any(len(one) != HASH for one in path) or not checkpoint:
            raise ProofError("wanted hashes of 32 bytes and a checkpoint")
        return cls(int(index), leaf, path, checkpoint)

    def verify(self, keys: Sequence[VerifierKey], check: Check) -> Checkpoint:
        """Check signature and path and return the checkpoint.

        ProofError or NoteError if either fails, or a key signs for another origin.
        """
        note, signed = opened(self.checkpoint, keys, check)
        found = Checkpoint.parse(note.text)
        if found.origin not in signed:
            raise NoteError(f"no key of {found.origin} signed the checkpoint")
        verify_inclusion(leaf_hash(self.leaf), self.seq, found.size, self.path, found.root)
        return found


@dataclass(frozen=True, slots=True)
class Record:
    """What a holder keeps of one entry: enough to check it without the office."""

    proof: Proof
    body: bytes | None = None  # None where this holder may not open it
    salt: bytes | None = None

    @property
    def text(self) -> str:
        """Write the file. Leaf and body are JSON as text, so their bytes are untouched."""
        parts = {
            "format": RECORD,
            "leaf": self.proof.leaf.decode(),
            "proof": self.proof.text,
        }
        if self.body is not None and self.salt is not None:
            parts |= {"body": self.body.decode(), "salt": self.salt.hex()}
        return json.dumps(parts, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the file; ProofError if it is no record."""
        try:
            parts = json.loads(text)
            leaf = parts["leaf"].encode()
            known = parts["format"] == RECORD
            body = parts["body"].encode() if "body" in parts else None
            salt = bytes.fromhex(parts["salt"]) if "salt" in parts else None
            proof = parts["proof"]
            covered = Proof.parse(proof, leaf) if proof else Proof(-1, leaf, (), "")
        except ProofError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ProofError("got a file that is no record") from error
        if not known or (body is None) != (salt is None):
            raise ProofError(f"wanted {RECORD}, with body and salt or neither")
        return cls(covered, body, salt)

    def check_body(self) -> Leaf:
        """Check that the leaf was made for this body; ProofError if not."""
        try:
            leaf = Leaf.read(self.proof.leaf)
        except ValueError as error:
            raise ProofError(str(error)) from error
        if self.body is not None and self.salt is not None:
            if len(self.salt) != 32:
                raise ProofError("got a salt that is not 32 bytes")
            if body_digest(self.salt, self.body) != leaf.body:
                raise ProofError("the body is not the one the leaf was made for")
        return leaf


def _text_of(note: str) -> str:
    return note.partition("\n\n")[0] + "\n"
