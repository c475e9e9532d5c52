"""The worked example of the protocol, byte for byte."""

import json

import pytest

from sampling import (
    canonical,
    cells,
    certificate,
    commitment,
    draw,
    fast,
    pps,
    split,
    tickets,
)
from sampling.types import Status
from tests.reference import reference_file
from tests.sampling.examples import sha256

pytestmark = pytest.mark.reference


@pytest.fixture
def golden():
    return json.loads(reference_file("sampling/srdraw1_golden.json").read_text("utf-8"))


@pytest.fixture
def frame():
    return reference_file("sampling/srdraw1_frame.csv").read_bytes()


@pytest.fixture
def plan():
    return reference_file("sampling/srdraw1_plan.json").read_bytes()


@pytest.fixture
def seed():
    return reference_file("sampling/srdraw1_seed.txt").read_bytes()


def test_frame_digest_and_merkle_root_are_the_published_ones(frame, golden):
    assert canonical.frame_digest(frame) == golden["frame_sha256"]
    root = "c9db165f2d8a76b5c69de764c3c5d2095632bbdec78c05c437fd6f8286140371"
    assert canonical.merkle_root(frame) == root


def test_frame_and_plan_are_written_back_byte_for_byte(frame, plan):
    rows = canonical.parse_frame(frame)
    assert canonical.frame_bytes(reversed(rows)) == frame
    assert canonical.plan_bytes(canonical.parse_plan(plan).facts) == plan


def test_the_seed_text_follows_from_plan_dice_and_beacon(plan, seed, golden):
    parts = commitment.parse_seed(seed)
    assert commitment.plan_digest(plan) == golden["plan_sha256"]
    built = commitment.seed_text(
        golden["plan_sha256"], parts.dice, parts.chain, parts.round, parts.randomness
    )
    assert built == seed == golden["seed_text"].encode()


def test_the_keys_are_the_published_ones(seed, golden):
    assert commitment.prk(seed).hex() == golden["prk_hex"]
    for stage, key in golden["stage_keys"].items():
        assert commitment.stage_key(seed, stage, "2026Q1") == key


@pytest.mark.parametrize("way", [tickets.tickets, fast.tickets])
def test_the_first_tickets_are_the_published_ones(golden, way):
    first = golden["tickets_first5"]
    assert way(golden["stage_keys"]["sites"], list(first)) == list(first.values())


@pytest.mark.parametrize("way", [draw.draw_sites, fast.draw_sites])
def test_order_and_sample_of_every_cell_are_the_published_ones(
    frame, plan, seed, golden, way
):
    drawn = way(canonical.parse_frame(frame), canonical.parse_plan(plan), seed)
    order, sample = {}, {}
    for one in drawn:
        order.setdefault(one.cell, []).append(one.site_id)
        if one.status is Status.DRAWN:
            sample.setdefault(one.cell, []).append(one.site_id)
    assert order == golden["full_order"]
    assert sample == golden["sample"]


def test_the_cells_follow_from_the_coordinates(frame, plan):
    rows = canonical.parse_frame(frame)
    wanted = {}
    for stratum, members in split.strata(rows).items():
        wanted[stratum] = 2 * len({row.cell for row in members})
    assert cells.assign_cells(rows, wanted) == rows
    takes = split.take_per_cell(rows, wanted)
    assert takes == canonical.parse_plan(plan).take_per_cell


@pytest.mark.parametrize("order", list(pps.Order))
def test_draws_by_size_are_the_published_ones(frame, golden, order):
    rows = canonical.parse_frame(frame)
    stratum = [row for row in rows if (row.street, row.venue) == ("S01", "V01")]
    found = pps.draw_by_size(stratum, 6, golden["stage_keys"]["sites"], order)
    assert list(found) == golden["pps"][order.value]


def test_the_cost_of_a_package_is_the_published_one(golden):
    one = tickets.ticket(golden["stage_keys"]["assign"], "P001,T01")
    assert one.startswith("d7af32ca12c3407b")
    assert certificate.cost_at(1234, one, 50_000) == 45_465_490_673
    assert 45_465_490_673 == (1234 + 42_125) * 2**20 + 283_889


def test_beacon_randomness_is_the_digest_of_its_signature():
    beacons = json.loads(reference_file("sampling/drand_vectors.json").read_text("utf-8"))
    for beacon in beacons["beacons"]:
        signature = bytes.fromhex(beacon["signature"])
        assert commitment.beacon_randomness(signature) == beacon["randomness"]


def test_a_ticket_is_what_sha256sum_prints(golden):
    key = golden["stage_keys"]["sites"]
    assert tickets.ticket(key, "S01-V01-00037") == sha256(f"{key},S01-V01-00037".encode())
