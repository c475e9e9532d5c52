"""Signed notes, checkpoints and cosignatures, as text (C2SP signed-note, tlog-checkpoint,
tlog-cosignature). Pure: who can check an Ed25519 signature hands the check in.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from sanitation.ledger.tree import HASH

MAX_LINES = 100  # signature lines; at least 16 must be taken
MAX_SIZE = 2**63 - 1

_DASH = "— "
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")

Check = Callable[["VerifierKey", bytes, bytes], bool]  # (key, message, 64-byte signature)


class NoteError(ValueError):
    """A text is no note, no checkpoint or no key, or a signature on it is false."""


class KeyType(IntEnum):
    """The first byte of a key in a vkey."""

    ED25519 = 1
    COSIGNATURE = 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name and a public key that people hand around as one line, the vkey."""

    name: str
    type: KeyType
    key: bytes  # 32 bytes

    @classmethod
    def parse(cls, vkey: str) -> Self:
        """Read `name+hash+base64(type || key)`; NoteError if the parts do not agree."""
        name, _, rest = vkey.partition("+")
        hashed, _, encoded = rest.partition("+")
        data = _decoded(encoded)
        if len(data) != 33 or data[0] not in tuple(KeyType):
            raise NoteError(f"got the key {vkey!r}, wanted 32 bytes of type 1 or 4")
        key = cls(_name(name), KeyType(data[0]), data[1:])
        if hashed != key.id.hex():
            raise NoteError(f"the key {vkey!r} does not have the hash it states")
        return key

    @property
    def id(self) -> bytes:
        """Return the four bytes by which a signature line names this key."""
        data = self.name.encode() + b"\n" + bytes([self.type]) + self.key
        return hashlib.sha256(data).digest()[:4]

    @property
    def vkey(self) -> str:
        """Write the key as the line people hand around."""
        encoded = base64.b64encode(bytes([self.type]) + self.key).decode()
        return f"{_name(self.name)}+{self.id.hex()}+{encoded}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    data: bytes  # after the key id

    @property
    def line(self) -> str:
        """Write the line, without its end."""
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}"

    @property
    def timestamp(self) -> int:
        """Return the Unix time in a cosignature; NoteError if this is none."""
        if len(self.data) != 8 + 64:
            raise NoteError(f"got {len(self.data)} bytes, wanted those of a cosignature")
        return int.from_bytes(self.data[:8], "big")


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the signatures under it, not yet checked."""

    text: str  # ends with a line feed
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: str) -> Self:
        """Take a note apart; NoteError for anything the format forbids."""
        if any(ord(char) < 0x20 and char != "\n" for char in note):
            raise NoteError("the note holds a control character")
        body, separator, lines = note.rpartition("\n\n")
        if not separator or not body or not lines.endswith("\n"):
            raise NoteError("wanted a text, an empty line and signature lines")
        rows = lines[:-1].split("\n")
        if len(rows) > MAX_LINES:
            raise NoteError(f"got {len(rows)} signatures, wanted at most {MAX_LINES}")
        return cls(body + "\n", tuple(_signature(row) for row in rows))

    def write(self) -> str:
        """Write the whole note."""
        return f"{self.text}\n" + "".join(f"{one.line}\n" for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head of a log, as its signed text states it."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the three lines; NoteError for others, or a root that is not 32 bytes."""
        found = cls.parse_form(text)
        if len(found.root) != HASH:
            raise NoteError(f"got a root of {len(found.root)} bytes, wanted 32")
        return found

    @classmethod
    def parse_form(cls, text: str) -> Self:
        """Read the text form alone, whatever the length of the root."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise NoteError("wanted origin, size and root, a line each")
        origin, size, root = lines[:3]
        if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
            raise NoteError(f"got the size {size!r}, wanted a plain decimal below 2^63")
        return cls(origin, int(size), _decoded(root))

    @property
    def text(self) -> str:
        """Write the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def opened(note: str, keys: Sequence[VerifierKey], check: Check) -> tuple[Note, set[str]]:
    """Check a note; return it and the names of the keys that signed it.

    Lines of unknown keys are ignored. NoteError if a known key's signature is false, or
    no known key signed.
    """
    found, signed = Note.parse(note), set()
    known = {(key.name, key.id): key for key in keys}
    for one in found.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        if not _holds(key, found.text, one, check):
            raise NoteError(f"the signature of {key.name} is false")
        signed.add(key.name)
    if not signed:
        raise NoteError("no known key signed this note")
    return found, signed


def cosigned_text(text: str, timestamp: int) -> str:
    """Return what a witness signs: the time it saw the checkpoint, then the checkpoint."""
    return f"cosignature/v1\ntime {timestamp}\n{text}"


def checkpoint_name(origin: str) -> str:
    """Return the key name of a log, its origin; NoteError if it can be no name."""
    return _name(origin)


def _holds(key: VerifierKey, text: str, one: Signature, check: Check) -> bool:
    if key.type is KeyType.ED25519:
        return len(one.data) == 64 and check(key, text.encode(), one.data)
    if len(one.data) != 8 + 64:
        return False
    return check(key, cosigned_text(text, one.timestamp).encode(), one.data[8:])


def _signature(row: str) -> Signature:
    name, space, encoded = row.removeprefix(_DASH).partition(" ")
    if not row.startswith(_DASH) or not space:
        raise NoteError(f"got {row!r}, wanted a signature line")
    data = _decoded(encoded)
    if len(data) < 5:
        raise NoteError("a signature is too short")
    return Signature(_name(name), data[:4], data[4:])


def _name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NoteError(f"got the name {name!r}, wanted one without spaces or +")
    return name


def _decoded(encoded: str) -> bytes:
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise NoteError(f"got {encoded!r}, wanted base64") from error
    if base64.b64encode(data).decode() != encoded:
        raise NoteError(f"got {encoded!r}, wanted base64 in its one canonical form")
    return data
