"""What one entry says, as canonical bytes (RFC 8785): a leaf for all, a body for few.

Both are stored as bytes and checked as bytes: nothing is ever serialised again in order
to verify it. What could identify or unblind anybody lies in the body; the leaf holds only
the body's salted digest.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

MAX_INT = 2**53 - 1  # beyond this a reader in JavaScript sees another number
MAX_LEAF = 65_535  # bytes; the limit of a bundle of entries (C2SP tlog-tiles)

_KIND = re.compile(r"[A-Z][A-Za-z0-9]{1,39}")
_OBJECT = re.compile(r"[0-9A-Za-z._~-]{1,64}")
_write = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False
).encode


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file an entry vouches for."""

    sha256: str  # 64 lowercase hex characters
    size: int  # bytes
    type: str  # media type


@dataclass(frozen=True, slots=True)
class Event:
    """One step, as its stage tells it.

    kind: CamelCase, and no more telling than its holder may know. object: the random
    reference of the object. facts: the object after the change; texts, whole numbers,
    booleans, None, and lists and mappings of these. actor: an account's reference.
    command: shared by the entries of one command; empty means the transaction's own.
    versions: of rubric, calendar, algorithm.
    """

    kind: str
    object: str
    facts: Mapping[str, Any]
    actor: str = ""
    role: str = ""
    command: str = ""
    reason: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """What everybody may see of an entry."""

    kind: str
    object: str
    n: int  # entries of this object before this one
    prev: str | None  # hex leaf hash of the object's entry n - 1
    at: str  # UTC, whole seconds: 2026-10-12T03:04:05Z
    body: str  # hex SHA-256(salt || body)
    files: tuple[FileRef, ...]
    nonce: str  # hex; stops a reader of tiles from confirming a guessed leaf

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read stored bytes; ValueError if they are no leaf of version 1."""
        try:
            parts = json.loads(data)
            version = parts.pop("v")
            files = tuple(FileRef(**one) for one in parts.pop("files"))
            leaf = cls(files=files, **parts)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError("got bytes that are no leaf") from error
        if version != 1:
            raise ValueError(f"got a leaf of version {version}, wanted 1")
        return leaf

    def data(self) -> bytes:
        """Return the canonical bytes; ValueError if they exceed 65 535."""
        files = [{"sha256": f.sha256, "size": f.size, "type": f.type} for f in self.files]
        data = canonical(
            {
                "v": 1,
                "kind": self.kind,
                "object": self.object,
                "n": self.n,
                "prev": self.prev,
                "at": self.at,
                "body": self.body,
                "files": files,
                "nonce": self.nonce,
            }
        )
        if len(data) > MAX_LEAF:
            raise ValueError(f"got a leaf of {len(data)} bytes, wanted at most {MAX_LEAF}")
        return data


def check_event(event: Event) -> None:
    """Refuse, with ValueError, a kind or an object's name that may not stand in a leaf."""
    if not _KIND.fullmatch(event.kind):
        raise ValueError(f"got the kind {event.kind!r}, wanted CamelCase")
    if not _OBJECT.fullmatch(event.object):
        raise ValueError(f"got the object {event.object!r}, wanted a reference")


def body_bytes(event: Event, command: str) -> bytes:
    """Return the body's canonical bytes."""
    return canonical(
        {
            "command": command,
            "actor": event.actor,
            "role": event.role,
            "reason": event.reason,
            "versions": event.versions,
            "facts": event.facts,
        }
    )


def body_digest(salt: bytes, body: bytes) -> str:
    """Return what the leaf says of a body. The salt stops guessing a mark out of 100."""
    return hashlib.sha256(salt + body).hexdigest()


def instant(at: datetime) -> str:
    """Write an aware time as a leaf holds it: UTC, whole seconds."""
    if at.tzinfo is None:
        raise ValueError(f"got the naive time {at}, wanted an aware one")
    return f"{at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()}Z"


def canonical(value: object) -> bytes:
    """Return RFC 8785 bytes of the value with its texts in NFC.

    ValueError for a float, an integer of 2^53 or more, a key that is no text or meets
    another after NFC, half of a surrogate pair, and any other type.
    """
    try:
        return _write(_plain(value)).encode()
    except UnicodeEncodeError as error:
        raise ValueError("got half of a surrogate pair, wanted text") from error


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise ValueError(f"got the integer {value}, wanted one below 2^53")
        return value
    if isinstance(value, Mapping):
        return _sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    raise ValueError(f"got {value!r} of {type(value).__name__}, wanted JSON without floats")


def _sorted(value: Mapping[Any, Any]) -> dict[str, Any]:
    pairs = {}
    for key, one in value.items():
        if not isinstance(key, str):
            raise ValueError(f"got the key {key!r}, wanted text")  # noqa: TRY004  bad value
        pairs[_plain(key)] = _plain(one)
    if len(pairs) != len(value):
        raise ValueError("got two keys that are one after NFC")
    return {key: pairs[key] for key in sorted(pairs, key=_utf16)}


def _utf16(key: str) -> bytes:
    # RFC 8785 §3.2.3 sorts by UTF-16 code units, which differs from code points only
    # beyond the Basic Multilingual Plane. A lone surrogate is refused when written.
    return key.encode("utf-16-be", "surrogatepass")
