"""Originals by digest in a folder: written once, durable before the answer, never changed."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 18  # bytes


class Blobs(Protocol):
    """A store that knows a file by the SHA-256 of its bytes, 64 lowercase hex characters."""

    def put(self, data: bytes) -> str:
        """Keep the bytes durably and return their digest; the same bytes are kept once."""
        ...

    def get(self, digest: str) -> bytes:
        """Return the bytes; KeyError if there are none under this digest."""
        ...

    def has(self, digest: str) -> bool:
        """Tell whether the digest is kept."""
        ...


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """The store in a local folder, `ab/cd/<digest>`."""

    folder: Path
    durable: bool = True  # False only where losing power loses nothing, as in tests

    def put(self, data: bytes) -> str:
        """Write beside, sync, rename: a reader sees the whole file or none."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if path.exists():
            return digest
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{digest}.{secrets.token_hex(4)}.part")
        with part.open("wb") as file:
            file.write(data)
            if self.durable:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
        if self.durable:
            _sync_folder(path.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes; KeyError if there are none under this digest."""
        try:
            return self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise KeyError(digest) from error

    def has(self, digest: str) -> bool:
        """Tell whether the digest is kept."""
        return self._path(digest).exists()

    def digests(self) -> Iterator[str]:
        """List every digest kept, in no particular order."""
        for path in self.folder.glob("??/??/*"):
            if path.suffix != ".part":
                yield path.name

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise KeyError(digest)
        return self.folder / digest[:2] / digest[2:4] / digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
