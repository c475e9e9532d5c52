"""A second draw, written from the protocol's text alone; it imports nothing of ours.

`python second_implementation.py FOLDER` prints the sample.csv that frame.csv, plan.json,
seed.txt and shares.json lead to, or says what is wrong. Kept apart on purpose: where the
two disagree, one of them has misread the text.
"""

import csv
import hashlib
import hmac
import json
import sys
from pathlib import Path


def sha(data):
    return hashlib.sha256(data).hexdigest()


def hkdf(seed, stage, quarter):
    extracted = hmac.new(b"sanrandom-draw/1", seed, hashlib.sha256).digest()
    info = f"sanrandom-draw/1/{stage}/{quarter}".encode() + bytes([1])
    return hmac.new(extracted, info, hashlib.sha256).hexdigest()


def cut(points, leaves):
    """Section 3; points are (id, x, y)."""
    if leaves == 1:
        return [points]
    a = leaves // 2
    spread = [max(p[i] for p in points) - min(p[i] for p in points) for i in (1, 2)]
    axis = 2 if spread[1] > spread[0] else 1
    points = sorted(points, key=lambda p: (p[axis], p[0].encode()))
    at = (len(points) * a + leaves // 2) // leaves
    return cut(points[:at], a) + cut(points[at:], leaves - a)


def check_seed(plan_data, plan, seed, shares):
    """Sections 5 and 5.1."""
    lines = seed.decode("ascii").split("\n")
    assert lines[-1] == "", "no final line end"
    assert lines[0] == "sanrandom-draw/1", "protocol"
    assert lines[1] == "plan=" + sha(plan_data), "plan"
    kind, dice = lines[2].split("=")
    assert kind == "dice", "dice"
    assert dice.isdigit(), "dice"
    assert len(dice) == plan["dice_digits"], "dice"
    chain, number, randomness = lines[3].removeprefix("drand=").split(":")
    assert [chain, number] == [plan["drand_chain"], str(plan["drand_round"])], "round"
    assert len(randomness) == 64, "randomness"
    if "trustees" not in plan:
        assert len(lines) == 5, "a secret in an open draw"
        return
    assert len(lines) == 6, "no secret in a sealed draw"
    assert shares is not None, "not opened"
    pins = [sha(b"sanrandom-secret/1" + b"\0" + share) for share in shares]
    assert pins == plan["trustees"], "share and pin"
    assert lines[4] == "secret=" + sha(b"sanrandom-secret/1\x01" + b"".join(shares)), (
        "secret"
    )


def check_cells(rows, take):
    strata = {}
    for row in rows:
        if row["cell"]:
            strata.setdefault(row["cell"].rpartition("-C")[0], []).append(row)
    for name, members in strata.items():
        wanted = sum(take[cell] for cell in {row["cell"] for row in members})
        leaves = 1 if len(members) <= wanted else max(1, wanted // 2)
        points = [(row["site_id"], int(row["x"]), int(row["y"])) for row in members]
        found = {
            point[0]: f"{name}-C{number:02d}"
            for number, leaf in enumerate(cut(points, leaves), 1)
            for point in leaf
        }
        assert found == {row["site_id"]: row["cell"] for row in members}, "cells"


def sample(folder):
    """Return the lines of sample.csv."""
    frame, plan_data = (
        (folder / "frame.csv").read_bytes(),
        (folder / "plan.json").read_bytes(),
    )
    seed, plan = (folder / "seed.txt").read_bytes(), json.loads(plan_data)
    opened = folder / "shares.json"
    shares = None
    if opened.exists():
        shares = [bytes.fromhex(one) for one in json.loads(opened.read_text())["shares"]]
    assert sha(frame) == plan["frame_sha256"], "frame"
    check_seed(plan_data, plan, seed, shares)
    rows = list(csv.DictReader(frame.decode().splitlines()))
    check_cells(rows, plan["take_per_cell"])
    key = hkdf(seed, "sites", plan["quarter"])
    lines = ["site_id,cell,take,M,ticket"]
    for cell in sorted({row["cell"] for row in rows} - {""}):
        inside = [row["site_id"] for row in rows if row["cell"] == cell]
        able = [r["site_id"] for r in rows if r["cell"] == cell and not r.get("reason")]
        order = sorted((sha(f"{key},{one}".encode()), one) for one in able)
        take = plan["take_per_cell"][cell]
        lines += [f"{one},{cell},{take},{len(inside)},{t}" for t, one in order[:take]]
    return lines


if __name__ == "__main__":
    sys.stdout.write("\n".join(sample(Path(sys.argv[1]))) + "\n")
