"""Honest bundles of every kind, and the same with one field, file or byte changed."""

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sampling import canonical, cells, commitment, split
from tests.reference import reference_file
from tests.sampling import examples
from tests.sampling.full_bundle import full_bundle
from tests.sampling.waved_bundle import waved_bundle

Files = dict[str, bytes]

SEALED = Path(__file__).parents[1] / "golden" / "draws" / "sealed"
# What is put in a field's place: other kinds, other letters, other lengths.
OTHER = (
    "", "S01", "1", "0", "-1", "x", "A B", "é", "e\u0301", "\u2028", "\U00020000", '"', "'",
    "\\", "\t", "true", "null", "[]", "{}", "1.5", "9007199254740992", "007", "a=b",
)  # fmt: skip
CHANGES_A_FILE = 12


def golden_open() -> Files:
    """The open worked example: three files, for the rest is recomputed from them."""
    names = ("frame.csv", "plan.json", "seed.txt")
    return {name: reference_file(f"sampling/srdraw1_{name}").read_bytes() for name in names}


def golden_sealed() -> Files:
    """The sealed golden example, as published."""
    return {path.name: path.read_bytes() for path in SEALED.iterdir()}


def simple(**changes: object) -> Files:
    """One stratum of 30 sites in 3 cells."""
    return examples.bundle_for(*examples.simple(**changes))


def by_size(order: str) -> Files:
    """A stratum drawn by size, some of it for certain, beside one in cells."""
    grown = [
        replace(row, size=1 + number**3)
        for number, row in enumerate(examples.grid(20, "S02"))
    ]
    wanted = {("S01", "V01"): 6, ("S02", "V01"): 7}
    rows = cells.assign_cells([*examples.grid(30), *grown], wanted)
    cut = [row for row in rows if row.street == "S01"]
    whole = [replace(row, cell="S02-V01-C01") for row in rows if row.street == "S02"]
    takes = split.take_per_cell(cut, wanted) | {"S02-V01-C01": 7}
    rows = [*cut, *whole]
    plan = examples.plan_for(rows, takes, pps={"strata": ["S02-V01"], "order": order})
    return examples.bundle_for(rows, plan)


def at_random() -> Files:
    """A stratum drawn at random as one cell, whatever it gives."""
    rows = [replace(row, cell="S01-V01-C01") for row in examples.grid(30)]
    facts = {"simple_random": {"strata": ["S01-V01"]}}
    return examples.bundle_for(rows, examples.plan_for(rows, {"S01-V01-C01": 6}, **facts))


def sealed() -> Files:
    """A draw sealed by three shares, before they are opened."""
    shares = [bytes([number]) * 32 for number in (1, 2, 3)]
    pins = [commitment.share_pin(share) for share in shares]
    rows, plan = examples.simple(trustees=pins)
    files = examples.bundle_for(rows, plan, commitment.secret(shares))
    return files | {"shares.json": _json(shares=[share.hex() for share in shares])}


def fallen_back(second: tuple[str, ...] = ()) -> Files:
    """A draw whose first beacon was late, with a notice of it."""
    later = examples.ROUND + 30_000
    rows, plan = examples.simple(fallback={"drand_rounds": [later], "beacon": "nist"})
    files = examples.bundle_for(rows, plan, late_round=later, second=second)
    listed = [{"late_round": examples.ROUND, "stamped_at": "2023-09-16T11:00:10Z"}]
    if second:
        listed += [{"late_round": later, "stamped_at": "2023-09-17T12:00:10Z"}]
    return files | {"notice.json": _json(notices=listed)}


def with_beacon() -> Files:
    """A live draw with the beacon's signature."""
    beacon = {
        "chain": commitment.QUICKNET,
        "round": examples.ROUND,
        "randomness": examples.RANDOMNESS,
        "signature": (
            "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
            "41076862b98fad56e91a6b85b89cd97b"
        ),
    }
    return simple(rehearsal=0) | {"beacon.json": _json(**beacon)}


HONEST: dict[str, Callable[[], Files]] = {
    "golden sealed": golden_sealed,
    "full": lambda: examples.with_sums(full_bundle()),
    "waves": lambda: examples.with_sums(waved_bundle()),
    "one wave of three": lambda: waved_bundle(until=1),
    "simple": simple,
    "rehearsal": lambda: simple(rehearsal=1),
    "pareto": lambda: by_size("pareto"),
    "sequential poisson": lambda: by_size("sequential_poisson"),
    "simple random": at_random,
    "sealed": sealed,
    "late beacon": fallen_back,
    "second beacon": lambda: fallen_back(("nist", "123", "ab")),
    "beacon": with_beacon,
}


def changed_fields(files: Mapping[str, bytes]) -> Iterator[Files]:
    """Change one field of one file at a time; the same changes on every run."""
    drawn = random.Random(20260101)
    for name in sorted(files.keys() - {"SHA256SUMS"}):
        sign = ", " if name.endswith(".json") and b", " in files[name] else ","
        lines = files[name].decode("utf-8").split("\n")
        for _ in range(CHANGES_A_FILE):
            place = drawn.randrange(len(lines))
            fields = lines[place].split(sign)
            at = drawn.randrange(len(fields))
            fields[at] = _bent(fields[at], drawn)
            line = sign.join(fields)
            changed = "\n".join([*lines[:place], line, *lines[place + 1 :]])
            yield dict(files) | {name: changed.encode("utf-8")}


def changed_bytes(files: Mapping[str, bytes]) -> Iterator[Files]:
    """Change one byte of one file at a time, take a file away, or cut it."""
    drawn = random.Random(20260102)
    for name in sorted(files):
        yield {one: data for one, data in files.items() if one != name}
        yield dict(files) | {name: files[name][: len(files[name]) // 2]}
        for _ in range(3):
            data = bytearray(files[name])
            data[drawn.randrange(len(data))] ^= drawn.randrange(1, 256)
            yield dict(files) | {name: bytes(data)}


def changed_plans(files: Mapping[str, bytes]) -> Iterator[Files]:
    """Change one fact of the plan, and write it canonically: all that hangs on it follows."""
    plan = canonical.parse_json(files["plan.json"], "plan.json")
    kinds = (0, 1, 7, "", "x", "2026Q1", [], ["S01-V01"], {}, {"a": 1}, [1], [{}])
    for name in sorted(plan):
        for value in kinds:
            data = canonical.plan_bytes(plan | {name: value})
            yield dict(files) | {"plan.json": data}


def _bent(field: str, drawn: random.Random) -> str:
    if field and drawn.random() < 0.5:  # one letter, the rest as it was
        at = drawn.randrange(len(field))
        return field[:at] + drawn.choice(OTHER) + field[at + 1 :]
    return drawn.choice(OTHER)


def _json(**content: object) -> bytes:
    return json.dumps(content, sort_keys=True).encode()
