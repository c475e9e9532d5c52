"""Writes the sealed golden example: `make golden`, and only with a reason in the commit.

The shares are digests of a sentence, so that everybody can make them again. A real
trustee's share is 32 random bytes that nobody else has seen.
"""

import hashlib
import json
from pathlib import Path

from sampling import canonical, cells, commitment, draw, results, split
from sampling.types import FrameRow

HERE = Path(__file__).parent / "sealed"
QUARTER, YOUNG = "2026Q1", "2025Q4"
SIZES = {("S01", "V01"): 26, ("S01", "V12"): 24, ("S02", "V01"): 31, ("S02", "V12"): 5}
WANTED = {
    ("S01", "V01"): 4,
    ("S01", "V01-B2025Q4"): 2,
    ("S01", "V12"): 4,
    ("S02", "V01"): 5,
    ("S02", "V12"): 2,
}
RESTING = {"S01-V01-003", "S01-V01-012", "S01-V12-008", "S02-V01-020", "S02-V01-021"}
GONE = {"S01-V12-002": "closed", "S02-V01-005": "duplicate", "S02-V12-001": "moved"}
SHARES = [hashlib.sha256(f"example share {n}".encode()).digest() for n in (1, 2, 3)]
DICE = "07413362950018824657"
ROUND = 657_413
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


def _place(name: str) -> tuple[int, int]:
    digits = hashlib.sha256(name.encode()).hexdigest()
    return int(digits[:4], 16) % 4000, int(digits[4:8], 16) % 4000 - 2000


def frame() -> tuple[FrameRow, ...]:
    """Return sites of every kind: old and young, resting, gone, at equal places."""
    rows = []
    for (street, venue), count in SIZES.items():
        for number in range(1, count + 1):
            name = f"{street}-{venue}-{number:03d}"
            born = YOUNG if (street, venue) == ("S01", "V01") and number > 20 else "2024Q2"
            last = "2025Q3" if name in RESTING else ""
            reason = "cooloff" if name in RESTING else GONE.get(name, "")
            size, point = 1 + number % 3, _place(name)
            rows.append(FrameRow(name, street, venue, "", size, *point, born, last, reason))
    return cells.assign_cells(rows, WANTED, young={YOUNG})


def plan(rows: tuple[FrameRow, ...]) -> dict[str, object]:
    """Return the plan's content: three pins, in the order of the shares."""
    data, takes = canonical.frame_bytes(rows), split.take_per_cell(rows, WANTED, {YOUNG})
    return {
        "protocol": canonical.PROTOCOL,
        "quarter": QUARTER,
        "frame_sha256": canonical.frame_digest(data),
        "frame_merkle_root": canonical.merkle_root(data),
        "take_per_cell": takes,
        "reserves": dict.fromkeys(takes, 1),
        "cooloff": {
            "quarters": 3,
            "classes": [YOUNG],
            "dropped": ["S01-V01-B2025Q4", "S02-V12"],
        },
        "dice_digits": len(DICE),
        "drand_chain": commitment.QUICKNET,
        "drand_round": ROUND,
        "substitution_reasons": "closed_for_works,unsafe",
        "trustees": [commitment.share_pin(share) for share in SHARES],
        "opens_at": "2026-03-31T10:00:00Z",
    }


def files() -> dict[str, bytes]:
    """Return the bundle by name."""
    rows = frame()
    fixed = canonical.plan_bytes(plan(rows))
    seed = commitment.seed_text(
        commitment.plan_digest(fixed),
        DICE,
        commitment.QUICKNET,
        ROUND,
        RANDOMNESS,
        commitment.secret(SHARES),
    )
    ranked = draw.rank_sites(rows, canonical.parse_plan(fixed), seed)
    shares = {"shares": [share.hex() for share in SHARES]}
    made = {
        "frame.csv": canonical.frame_bytes(rows),
        "plan.json": fixed,
        "seed.txt": seed,
        "shares.json": (json.dumps(shares, indent=1) + "\n").encode(),
        "tickets.csv": results.tickets_bytes(ranked),
        "sample.csv": results.sample_bytes(ranked),
    }
    return made | {"SHA256SUMS": results.sums_bytes(made)}


def main() -> None:
    """Write every file."""
    HERE.mkdir(exist_ok=True)
    for name, data in files().items():
        (HERE / name).write_bytes(data)


if __name__ == "__main__":
    main()
