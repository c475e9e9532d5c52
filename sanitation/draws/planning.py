"""The plan of a draw from a frozen frame, and the files of people it pins. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isqrt
from typing import cast

from sampling.teams import packages
from sampling.types import FrameRow
from sanitation.draws.values import CommitDraw
from sanitation.errors import Code, Problem

PROTOCOL = "sanrandom-draw/1"
CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"  # drand quicknet
CHAIN_KEY = (  # of the network that signs every round, in G2
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)
CHAIN_START, CHAIN_STEP = 1_692_803_367, 3  # Unix seconds of round 1, seconds a round
TEAM_SIZE = 2
MOST_LAMBDA_M = 2**24 - 1  # costs stay below 2^45 (protocol, 10)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One qualified assessor: what the draw may know of a person."""

    ref: str
    home_x: int
    home_y: int
    barred: frozenset[str]  # streets: conflicts and rotation


def takes(rows: Iterable[FrameRow]) -> dict[str, int]:
    """Return how many sites each cell of an early frame gives: two, or the one there is.

    A frame that keeps its sizes beside it says more; see `sizes`.
    """
    eligible = Counter(row.cell for row in rows if row.eligible)
    return {cell: min(2, number) for cell, number in sorted(eligible.items())}


def roster_file(roster: Sequence[RosterRow]) -> bytes:
    """Write roster.csv: id, role, exam passed, pledge signed, home x and y."""
    lines = [f"{one.ref},assessor,1,1,{one.home_x},{one.home_y}" for one in _sorted(roster)]
    return _csv("id,role,exam,pledge,home_x,home_y", lines)


def conflicts_file(roster: Sequence[RosterRow]) -> bytes:
    """Write conflicts.csv: one line a barred pair of person and street."""
    lines = [
        f"{one.ref},{street}" for one in _sorted(roster) for street in sorted(one.barred)
    ]
    return _csv("id,street", lines)


@dataclass(frozen=True, slots=True)
class Pinned:
    """What lies outside the command and is fixed by the plan all the same."""

    frame_sha256: str
    merkle_root: str
    rubric_sha256: str
    verifier_sha256: str  # of verify_draw.py, which the bundle carries
    previous: str  # digest of the plan before, or empty
    replaced: str  # digest of the quarter's own cancelled plan, or empty
    fallback: tuple[int, ...]  # beacon rounds that count where the one before is late
    trustees: tuple[str, ...]  # pins of the shares, in order; empty in an open rehearsal
    opens_at: datetime
    roster_opens_at: datetime  # reviews are blind until then


def plan_of(
    command: CommitDraw,
    pinned: Pinned,
    rows: Sequence[FrameRow],
    roster: Sequence[RosterRow],
    sizes: Mapping[str, object],
) -> Mapping[str, object]:
    """Build the plan: every size, every rule and every digest, before the seed exists.

    sizes: the facts that the frame's own choices fix, take_per_cell among them.
    """
    taken = cast(Mapping[str, int], sizes["take_per_cell"])
    bound = len(packages(rows, taken, command.package_size))
    plan: dict[str, object] = {
        "protocol": PROTOCOL,
        "quarter": command.quarter,
        "rehearsal": int(command.rehearsal),
        "frame_sha256": pinned.frame_sha256,
        "frame_merkle_root": pinned.merkle_root,
        "previous_plan_sha256": pinned.previous,
        "rubric_sha256": pinned.rubric_sha256,
        "verifier_sha256": pinned.verifier_sha256,
        "roster_sha256": hashlib.sha256(roster_file(roster)).hexdigest(),
        "conflicts_sha256": hashlib.sha256(conflicts_file(roster)).hexdigest(),
        **sizes,
        "reserves": dict.fromkeys(taken, command.reserves),
        "assessors": {"assessor": command.teams * TEAM_SIZE},
        "teams": command.teams,
        "package_size": command.package_size,
        "sites_per_day": command.sites_per_day,
        "assign": {
            "lambda_m": width_m(rows) if command.lambda_m is None else command.lambda_m,
            "load_min": 0,
            "load_max": -(-bound // command.teams) + 1,  # packages; room for short ways
        },
        "first_day": command.first_day.isoformat(),
        "last_day": command.last_day.isoformat(),
        "dice_digits": command.dice_digits,
        "drand_chain": CHAIN,
        "drand_round": command.beacon_round,
        "substitution_reasons": ",".join(REASONS),
        "fallback": {"drand_rounds": list(pinned.fallback)},
    }
    if pinned.replaced:
        plan["replaces_plan_sha256"] = pinned.replaced
    if pinned.trustees:
        plan["trustees"] = list(pinned.trustees)
        plan["opens_at"] = instant(pinned.opens_at)
        plan["roster_opens_at"] = instant(pinned.roster_opens_at)
    return plan


def width_m(rows: Sequence[FrameRow]) -> int:
    """Return the side of a square as large as the box around all sites, in metres.

    Noise of this size makes the likeliest team of a package a one-in-four guess; see
    docs/decisions/0015.
    """
    xs, ys = [row.x for row in rows], [row.y for row in rows]
    return min(isqrt((max(xs) - min(xs)) * (max(ys) - min(ys))), MOST_LAMBDA_M)


def instant(at: datetime) -> str:
    """Write a time as a plan holds it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def dice_digits(plan: bytes) -> int:
    """Return how many digits the plan wants rolled."""
    return int(json.loads(plan)["dice_digits"])


def is_rehearsal(plan: bytes) -> bool:
    """Tell whether a plan steers nothing: then dice and beacon may be made up.

    A plan from before the word was in it is a rehearsal: nothing of it was sealed.
    """
    return bool(json.loads(plan).get("rehearsal", 1))


# Why a drawn site may give way to its reserve (closed list); access refused is counted apart.
REASONS = (
    "no_longer_exists",
    "wrong_venue_type",
    "duplicate",
    "closed_for_works",
    "unsafe",
    "emergency_or_weather",
    "access_refused",
)


def check_roster(roster: Sequence[RosterRow], teams: int) -> None:
    """Refuse a plan with more teams than the qualified people can fill."""
    wanted = teams * TEAM_SIZE
    if len(roster) < wanted:
        raise Problem(Code.TOO_FEW_ASSESSORS, wanted=wanted, found=len(roster))


def round_due(number: int) -> int:
    """Return when a beacon round is due, in Unix seconds."""
    return CHAIN_START + CHAIN_STEP * (number - 1)


def round_after(instant: int) -> int:
    """Return the first beacon round due after an instant in Unix seconds."""
    return (instant - CHAIN_START) // CHAIN_STEP + 2


def _sorted(roster: Sequence[RosterRow]) -> list[RosterRow]:
    return sorted(roster, key=lambda one: one.ref)


def _csv(header: str, lines: Iterable[str]) -> bytes:
    return "\n".join([header, *lines, ""]).encode("ascii")
