"""Fetches a beacon round from relays, and refuses what the network did not sign.

Called only when somebody presses the button or runs the command; nothing else in the
program needs a network. Relays are not trusted: the signature is checked here.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from sampling import commitment
from sanitation.draws.rules import SHARE
from sanitation.errors import Code, Problem

TIMEOUT_S = 5.0  # for each relay
LONGEST = 4096  # bytes of an honest answer are about 400
NO_RELAY = "the settings name no relay"


@dataclass(frozen=True, slots=True)
class Beacon:
    """One round's value, and where it was read."""

    randomness: str  # 64 hex characters
    signature: str  # hex; empty only in a rehearsal, where the value is made up
    relays: tuple[str, ...] = ()


def fetch(
    relays: Sequence[str], chain: str, number: int, due: datetime, now: datetime
) -> Beacon:
    """Ask every relay for the round; returns the value with those that gave it.

    BEACON_NOT_DUE before its time; BEACON_UNREACHABLE if no relay gave a value that the
    network signed: each is named with what went wrong.
    """
    if now < due:
        raise Problem(Code.BEACON_NOT_DUE, due=due)
    found: dict[Beacon, list[str]] = {}
    failed = []
    for relay in relays:
        try:
            given = _ask(relay, chain, number)
            checked = check(given.randomness, given.signature, number, rehearsal=False)
            found.setdefault(checked, []).append(relay)
        except HTTPError as error:
            failed.append(f"{relay} answered with status {error.code}")
        except (OSError, HTTPException):
            failed.append(f"{relay} gave no answer")
        except ValueError:
            failed.append(f"{relay} gave no value of this round")
        except Problem:
            failed.append(f"{relay} gave a value the network did not sign")
    if not found:
        raise Problem(Code.BEACON_UNREACHABLE, detail="; ".join(failed) or NO_RELAY)
    ((value, givers),) = found.items()  # a round has one signature only
    return Beacon(value.randomness, value.signature, tuple(givers))


def check(randomness: str, signature: str, number: int, *, rehearsal: bool) -> Beacon:
    """Refuse a value the network did not give, as BEACON_INVALID.

    randomness may be empty: it is the SHA-256 of the signature. Only a rehearsal may
    come without a signature, and then says everywhere that its value is made up.
    """
    if not signature:
        if not rehearsal:
            raise Problem(Code.BEACON_INVALID, detail="a live plan needs the signature")
        if not SHARE.fullmatch(randomness):
            raise Problem(Code.BEACON_INVALID, detail="64 lowercase hex characters")
        return Beacon(randomness, "")
    try:
        data = bytes.fromhex(signature)
    except ValueError as error:
        raise Problem(Code.BEACON_INVALID, detail="signature is not hex") from error
    digest = commitment.beacon_randomness(data)
    if randomness and randomness != digest:
        raise Problem(Code.BEACON_INVALID, detail="SHA-256(signature) is another value")
    # Loaded late: a second of curve arithmetic that one command a quarter needs.
    from sanitation.draws.signature import signed  # noqa: PLC0415

    if not signed(number, data):
        raise Problem(
            Code.BEACON_INVALID, detail=f"not the network's signature of round {number}"
        )
    return Beacon(digest, signature)


def _ask(relay: str, chain: str, number: int) -> Beacon:
    address = f"{relay.rstrip('/')}/{chain}/public/{number}"
    if urlsplit(address).scheme not in {"http", "https"}:
        raise ValueError("wanted an address of http or https")
    request = Request(address, headers={"Accept": "application/json"})  # noqa: S310  checked
    with urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310  checked above
        given: Any = json.loads(response.read(LONGEST))
    if not isinstance(given, dict) or given.get("round") != number:
        raise ValueError(f"got another round than {number}")
    return Beacon(str(given.get("randomness", "")), str(given.get("signature", "")))
