"""Random frames, plans and seeds, and one honest bundle, for the tests of the draw."""

import hashlib

from hypothesis import strategies as st

from sampling import canonical, cells, commitment, draw, results, split
from sampling.types import FrameRow

SHORT_RANGE = st.integers(-5, 5)  # so that equal coordinates are common
WIDE_RANGE = st.integers(-100_000, 100_000)
SITE_IDS = st.text("ABCXYZ019-", min_size=1, max_size=54)
REASONS = st.sampled_from(["", "", "", "", "closed", "moved", "duplicate", "private"])
SEED = commitment.seed_text("0" * 64, "1" * 20, commitment.QUICKNET, 1, "f" * 64)
ROLLED = "63454660390103169462"
ROUND = 657_413
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


@st.composite
def sites(draw, min_size=1, max_size=60):
    """Rows without cells, in any order; some gone, some old, many at equal places."""
    coordinate = draw(st.sampled_from([SHORT_RANGE, WIDE_RANGE]))
    ids = draw(st.lists(SITE_IDS, min_size=min_size, max_size=max_size, unique=True))
    return [
        FrameRow(
            one,
            draw(st.sampled_from(["S01", "S02"])),
            draw(st.sampled_from(["V01", "V12"])),
            "",
            draw(st.integers(1, 9)),
            draw(coordinate),
            draw(coordinate),
            draw(st.sampled_from(["", "2025Q4"])),
            draw(st.sampled_from(["", "2025Q3"])),
            draw(REASONS),
        )
        for one in ids
    ]


@st.composite
def frames(draw, min_size=1, max_size=60):
    """Rows with cells, and the plan that draws from them."""
    rows = draw(
        sites(min_size, max_size).filter(lambda rows: any(not r.reason for r in rows))
    )
    strata = split.strata(rows)
    wanted = {
        one: draw(st.integers(1, len(members) + 2)) for one, members in strata.items()
    }
    placed = cells.assign_cells(rows, wanted)
    return placed, plan_for(placed, split.take_per_cell(placed, wanted))


def plan_for(rows, takes, **more):
    """Return the content of a plan for these rows, open unless trustees are given."""
    data = canonical.frame_bytes(rows)
    return {
        "protocol": canonical.PROTOCOL,
        "quarter": "2026Q1",
        "frame_sha256": canonical.frame_digest(data),
        "frame_merkle_root": canonical.merkle_root(data),
        "take_per_cell": dict(takes),
        "reserves": dict.fromkeys(takes, 1),
        "dice_digits": len(ROLLED),
        "drand_chain": commitment.QUICKNET,
        "drand_round": ROUND,
        "substitution_reasons": "closed_for_works,unsafe",
    } | more


def seed_for(plan, secret=None, number=ROUND, second=""):
    """Return the seed text of a plan's content; second: another beacon in drand's place."""
    digest = commitment.plan_digest(canonical.plan_bytes(plan))
    if second:
        return commitment.fallback_seed_text(digest, ROLLED, second, secret)
    args = (digest, ROLLED, commitment.QUICKNET, number, RANDOMNESS, secret)
    return commitment.seed_text(*args)


def bundle_for(rows, plan, secret=None, late_round=ROUND, second=""):
    """Return the published files of an honest draw."""
    data, seed = canonical.plan_bytes(plan), seed_for(plan, secret, late_round, second)
    ranked = draw.rank_sites(rows, canonical.parse_plan(data), seed)
    return {
        "frame.csv": canonical.frame_bytes(rows),
        "plan.json": data,
        "seed.txt": seed,
        "tickets.csv": results.tickets_bytes(ranked),
        "sample.csv": results.sample_bytes(ranked),
    }


def simple(**plan_changes):
    """One stratum of 30 sites, 6 drawn from 3 cells: the rows and the plan."""
    wanted = {("S01", "V01"): 6}
    rows = cells.assign_cells(grid(30), wanted)
    return rows, plan_for(rows, split.take_per_cell(rows, wanted), **plan_changes)


def with_sums(files):
    """Add SHA256SUMS over the files."""
    files = {name: data for name, data in files.items() if name != "SHA256SUMS"}
    return files | {"SHA256SUMS": results.sums_bytes(files)}


def grid(count, street="S01", venue="V01"):
    """Return that many sites in a row, without cells."""
    return [
        FrameRow(f"{street}-{venue}-{n:03d}", street, venue, "", 1, 10 * n, n % 7)
        for n in range(count)
    ]


def sha256(data):
    """Return a digest as sha256sum prints it."""
    return hashlib.sha256(data).hexdigest()
