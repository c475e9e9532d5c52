"""Beyond the verifier at a terminal, the page asks whether the network signed the beacon."""

import json

import pytest

from tests.verifier import bundles

NAME = "beacon.json"
HONEST = json.loads(bundles.with_beacon()[NAME])
INFINITY = "c0" + "00" * 47


def test_a_round_the_network_signed_is_told(page):
    assert page.beacons(bundles.with_beacon()) == {NAME: "signed"}


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"round": HONEST["round"] + 1}, "forged"),
        ({"round": 0}, "forged"),
        ({"round": 2**64}, "forged"),
        ({"round": str(HONEST["round"])}, "forged"),
        ({"signature": HONEST["signature"][:-2] + "7c"}, "forged"),
        ({"signature": HONEST["signature"][:-2]}, "forged"),
        ({"signature": "00" * 48}, "forged"),
        ({"signature": INFINITY}, "forged"),
        ({"signature": "zz"}, "forged"),
        ({"signature": ""}, "unsigned"),
        ({"chain": "0" * 64}, "another"),
    ],
)
def test_any_other_round_or_signature_is_not_the_networks(page, change, state):
    files = {NAME: json.dumps(HONEST | change).encode()}
    assert page.beacons(files) == {NAME: state}


def test_each_wave_has_a_beacon_of_its_own(page):
    data = bundles.with_beacon()[NAME]
    files = {NAME: data, "beacon-2026Q1-W01.json": data, "beacon-2026Q1-W02.json": b"?"}
    assert page.beacons(files) == {
        NAME: "signed",
        "beacon-2026Q1-W01.json": "signed",
        "beacon-2026Q1-W02.json": "unreadable",
    }
