"""Secrets handed out once and kept only as digests: sign-ins, links, throttle keys."""

import hashlib
import secrets


def new_token() -> str:
    """Make a random 256-bit token, fit for an address and a cookie."""
    return secrets.token_urlsafe(32)


def digest_of(*parts: str) -> str:
    """Return the SHA-256 of the parts, hex; the parts cannot run into each other."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
