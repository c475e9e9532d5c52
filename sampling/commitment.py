"""Plan digest, seed text, trustees' shares and the keys of every stage.

Source: protocol sanrandom-draw/1, sections 5 and 6.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence

from sampling.types import SamplingError, SeedText

PROTOCOL = "sanrandom-draw/1"
SECRET = b"sanrandom-secret/1"
SHARE_BYTES = 32
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
QUICKNET_START, QUICKNET_STEP = 1_692_803_367, 3  # Unix seconds of round 1, seconds a round

STAGE = re.compile(r"[a-z]+")
LABEL = re.compile(r"[0-9]{4}Q[1-4](-[A-Z][0-9]{2})?")
SEED = re.compile(
    r"sanrandom-draw/1\nplan=(?P<plan>[0-9a-f]{64})\ndice=(?P<dice>[0-9]+)\n"
    r"(drand=(?P<chain>[0-9a-f]{64}):(?P<round>[1-9][0-9]*):(?P<randomness>[0-9a-f]{64})"
    r"|beacon=(?P<name>[a-z0-9-]+):(?P<identifier>[!-9;-~]+):(?P<value>[!-9;-~]+))\n"
    r"(secret=(?P<secret>[0-9a-f]{64})\n)?"
)


def plan_digest(plan: bytes) -> str:
    """Return the SHA-256 of plan.json, as sha256sum prints it."""
    return hashlib.sha256(plan).hexdigest()


def seed_text(
    plan_digest: str,
    dice: str,
    chain: str,
    round: int,  # noqa: A002 - the beacon's own word
    randomness: str,
    secret: str | None = None,
) -> bytes:
    """Return seed.txt: four lines, five when trustees' shares seal the draw.

    dice: the digits as rolled, text and never a number. chain, randomness, plan_digest
    and secret: 64 hex characters. SamplingError if one of them has another shape.
    """
    return _seed_text(plan_digest, dice, f"drand={chain}:{round}:{randomness}", secret)


def fallback_seed_text(
    plan_digest: str,
    dice: str,
    beacon: tuple[str, str, str],
    secret: str | None = None,
) -> bytes:
    """Return seed.txt where the plan's second beacon stands in for drand (section 5).

    beacon: its name in the plan, the identifier of the value, and the value; none of
    them holds a colon. The rest as in `seed_text`.
    """
    return _seed_text(plan_digest, dice, f"beacon={':'.join(beacon)}", secret)


def _seed_text(plan_digest: str, dice: str, beacon: str, secret: str | None) -> bytes:
    lines = [PROTOCOL, f"plan={plan_digest}", f"dice={dice}", beacon]
    if secret is not None:
        lines.append(f"secret={secret}")
    text = "".join(line + "\n" for line in lines)
    if not SEED.fullmatch(text):
        raise SamplingError(
            f"got {text!r}, wanted digits and 64 hex characters", where="seed"
        )
    return text.encode("ascii")


def parse_seed(data: bytes) -> SeedText:
    """Read seed.txt; SamplingError if a byte is out of place."""
    found = SEED.fullmatch(data.decode("ascii", errors="replace"))
    if found is None or not data.isascii():
        raise SamplingError("not the four or five lines of a seed text", where="seed.txt")
    return SeedText(
        plan_sha256=found["plan"],
        dice=found["dice"],
        chain=found["chain"] or "",
        round=int(found["round"] or 0),
        randomness=found["randomness"] or "",
        secret=found["secret"] or "",
        second_beacon=found["name"] or "",
    )


def prk(seed: bytes) -> bytes:
    """Return the 32 bytes from which every key follows (HKDF-Extract, RFC 5869)."""
    return hmac.digest(PROTOCOL.encode("ascii"), seed, "sha256")


def stage_key(seed: bytes, stage: str, quarter: str) -> str:
    """Return a stage's key, 64 hex characters (HKDF-Expand, RFC 5869).

    seed: the bytes of seed.txt. stage: such as sites. quarter: a label, 2026Q1 or
    2026Q1-W03. SamplingError if stage or label has another shape.
    """
    if not STAGE.fullmatch(stage) or not LABEL.fullmatch(quarter):
        raise SamplingError(f"got stage {stage!r}, label {quarter!r}, wanted sites, 2026Q1")
    info = f"{PROTOCOL}/{stage}/{quarter}".encode("ascii") + b"\x01"
    return hmac.digest(prk(seed), info, "sha256").hex()


def share_pin(share: bytes) -> str:
    """Return what the plan publishes of a trustee's share, before the dice."""
    return hashlib.sha256(SECRET + b"\x00" + _share(share)).hexdigest()


def secret(shares: Sequence[bytes]) -> str:
    """Return the fifth line's value from all shares, in the order of their pins."""
    if not shares:
        raise SamplingError("got no share, wanted every trustee's")
    joined = b"".join(_share(share) for share in shares)
    return hashlib.sha256(SECRET + b"\x01" + joined).hexdigest()


def beacon_due(number: int) -> int:
    """Return when a quicknet round is due, in Unix seconds."""
    return QUICKNET_START + QUICKNET_STEP * (number - 1)


def beacon_round(instant: int) -> int:
    """Return the first quicknet round due after an instant in Unix seconds."""
    return max(1, (instant - QUICKNET_START) // QUICKNET_STEP + 2)


def beacon_randomness(signature: bytes) -> str:
    """Return a beacon's randomness: the SHA-256 of its signature."""
    return hashlib.sha256(signature).hexdigest()


def _share(share: bytes) -> bytes:
    if len(share) != SHARE_BYTES:
        raise SamplingError(f"got a share of {len(share)} bytes, wanted {SHARE_BYTES}")
    return share
