"""The Ed25519 key of the log: made on first use, readable by its owner only."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from sanitation.ledger.note import KeyType, Note, Signature, VerifierKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the name it signs under."""

    public: VerifierKey
    _private: Ed25519PrivateKey

    @classmethod
    def of(cls, name: str, seed: bytes) -> Self:
        """Make a signer from the 32 secret bytes of RFC 8032."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        key = private.public_key().public_bytes_raw()
        return cls(VerifierKey(name, KeyType.ED25519, key), private)

    def sign(self, text: str) -> str:
        """Return the text as a note with this key's signature."""
        data = self._private.sign(text.encode())
        return Note(text, (Signature(self.public.name, self.public.id, data),)).write()


def load_or_make(path: Path, name: str) -> Signer:
    """Return the signer of the key in this file, 64 hex characters; made if missing.

    The file is created whole and with mode 0600, so that of two processes that start
    together both end up with the same key.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.touch(mode=0o600)
        part.write_text(Ed25519PrivateKey.generate().private_bytes_raw().hex(), "ascii")
        try:
            os.link(part, path)
        except FileExistsError:
            pass  # another process was first: its key is the key
        finally:
            part.unlink()
    return Signer.of(name, bytes.fromhex(path.read_text("ascii").strip()))


def check(key: VerifierKey, message: bytes, signature: bytes) -> bool:
    """Tell whether the signature is this key's on the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
