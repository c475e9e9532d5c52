"""Trustees' shares at rest: encrypted under a key that the database does not hold.

Whoever copies the database alone learns no share, and so could not compute the sample
of a draw whose rows they do not have yet.
"""

import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sanitation.config import kept_secret

INFO = b"sanitation/trustee-share/1"
NONCE = 12  # bytes


@dataclass(frozen=True, slots=True)
class Vault:
    """Encrypts shares with a key derived from the secret in a file of the home."""

    path: Path

    def close(self, share: bytes, pin: str) -> bytes:
        """Encrypt one share; its pin is bound to it, so rows cannot be swapped unseen."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher().encrypt(nonce, share, pin.encode("ascii"))

    def open(self, data: bytes, pin: str) -> bytes | None:
        """Decrypt one share; None where key, row or pin are not the ones of that day.

        None and no error: each trustee holds a copy, so a lost one is a step to take.
        """
        try:
            sealed = data[NONCE:]
            return self._cipher().decrypt(data[:NONCE], sealed, pin.encode("ascii"))
        except (InvalidTag, ValueError):
            return None

    def _cipher(self) -> ChaCha20Poly1305:
        secret = bytes.fromhex(kept_secret(self.path))
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO)
        return ChaCha20Poly1305(derived.derive(secret))
