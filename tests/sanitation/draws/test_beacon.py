"""The beacon of a live plan is signed by the network, or nothing is stored.

The values are drand's own, of September 2023; relays are servers on this machine.
"""

import io
import json
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.verify import verify
from sanitation.draws import beacon
from sanitation.draws.beacon import Beacon
from sanitation.draws.planning import CHAIN, round_due
from sanitation.draws.rules import DrawState
from sanitation.draws.signature import signed
from sanitation.errors import Code, Problem
from tests.factories import accounts, ceremony, quarter
from tests.factories.ceremony import DICE, MADE_UP
from tests.reference import reference_file
from tests.world import small_world

NUMBER = 657_413
SIGNATURE = (
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b"
)
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
DUE = datetime.fromtimestamp(round_due(NUMBER), UTC)
LIVE = "2023Q3"
NEXT = Beacon(RANDOMNESS, SIGNATURE)


def refusal(call, *arguments, **named) -> Code:
    with pytest.raises(Problem) as refused:
        call(*arguments, **named)
    return refused.value.code


@contextmanager
def relay(answer: bytes, status: int = 200):
    """Serve one answer to every request; gives the address and the paths asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answer(**changes) -> bytes:
    given = {"round": NUMBER, "randomness": RANDOMNESS, "signature": SIGNATURE}
    return json.dumps(given | changes).encode()


def fetch(*relays, now=DUE) -> Beacon:
    return beacon.fetch(relays, CHAIN, NUMBER, DUE, now)


@pytest.mark.reference
def test_the_networks_own_values_are_accepted_and_those_of_another_chain_refused():
    vectors = json.loads(reference_file("sampling/drand_vectors.json").read_text())
    for one in vectors["beacons"]:
        own = one["chain"].startswith("quicknet")
        assert signed(one["round"], bytes.fromhex(one["signature"])) is own


@settings(max_examples=12)
@given(bit=st.integers(0, 48 * 8 - 1))
def test_a_signature_with_one_changed_bit_is_refused(bit):
    changed = bytearray(bytes.fromhex(SIGNATURE))
    changed[bit // 8] ^= 1 << bit % 8
    assert not signed(NUMBER, bytes(changed))


@pytest.mark.parametrize("number", [NUMBER - 1, NUMBER + 1, 1])
def test_a_signature_of_another_round_is_refused(number):
    assert not signed(number, bytes.fromhex(SIGNATURE))


@pytest.mark.parametrize("data", [b"", b"\xc0" + bytes(47), bytes(48), b"\xff" * 48])
def test_what_is_no_point_of_the_curve_is_no_signature(data):
    assert not signed(NUMBER, data)


def test_a_relay_is_asked_for_the_plans_round_of_the_plans_chain():
    with relay(answer()) as (address, asked):
        found = fetch(address)
    assert (found.randomness, found.signature) == (RANDOMNESS, SIGNATURE)
    assert found.relays == (address,)
    assert asked == [f"/{CHAIN}/public/{NUMBER}"]


def test_a_relay_that_lies_is_left_out_and_one_that_does_not_suffices():
    with relay(answer(signature="00" * 48)) as (liar, _), relay(answer()) as (honest, _):
        assert fetch(liar, "http://127.0.0.1:1", honest).relays == (honest,)


@pytest.mark.parametrize(
    "given",
    [
        answer(round=NUMBER + 1),
        answer(randomness="0" * 64),
        answer(signature=SIGNATURE[:-2]),
        answer(signature="not hex"),
        b"[]",
        b"<html>",
        b"",
    ],
)
def test_without_an_honest_relay_there_is_no_value(given):
    with relay(given) as (address, _):
        assert refusal(fetch, address) is Code.BEACON_UNREACHABLE


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1", ""])
def test_only_web_addresses_are_asked(address):
    assert refusal(fetch, address) is Code.BEACON_UNREACHABLE


def test_nobody_is_asked_before_the_round_is_due():
    with relay(answer()) as (address, asked):
        early = DUE - timedelta(seconds=1)
        assert refusal(fetch, address, now=early) is Code.BEACON_NOT_DUE
    assert asked == []


@contextmanager
def live(**changes):
    """Give a live plan whose round was signed, with its dice agreed on."""
    with small_world(start=DUE - timedelta(days=12)) as services:
        house = quarter.house(services)
        for _ in range(4):
            accounts.assessor(services, LIVE)
        trustees = [ceremony.trustee(services) for _ in range(3)]
        for one in trustees:
            services.ceremony.hand_in(one, LIVE, ceremony.share())
        services.frames.freeze(house.office, LIVE)
        services.clock.move_to(DUE - timedelta(hours=80))  # nobody challenged the frame
        given = {
            "quarter": LIVE,
            "rubric_id": "shenzhen-default",  # in force then
            "beacon_round": NUMBER,
            "rehearsal": False,
            "first_day": date(2023, 9, 18),
            "last_day": date(2023, 9, 22),
        }
        wanted = ceremony.plan(services, **(given | changes))
        ref = services.draws.commit(house.office, wanted)
        services.clock.move_to(DUE - timedelta(hours=1))
        for person in (house.office, house.second):
            services.ceremony.enter_dice(person, ref, DICE)
        services.clock.move_to(DUE + timedelta(minutes=1))
        yield replace(house, draw=ref)


def test_a_live_plan_is_drawn_with_the_signed_value_and_only_with_it():
    with live() as made:
        draw, services = made.services.ceremony.draw, made.services
        for given in (
            MADE_UP,
            Beacon(RANDOMNESS, ""),
            Beacon("", "00" * 48),
            Beacon("ab" * 32, SIGNATURE),
            Beacon("", "no hex"),
        ):
            assert refusal(draw, made.office, made.draw, given) is Code.BEACON_INVALID
            page = services.draws.public_page(made.draw)
            assert page.draw.state is DrawState.COMMITTED
            assert page.draw.beacon_randomness == ""
        draw(made.office, made.draw, Beacon("", SIGNATURE, ("a relay",)))
        page = services.ceremony.public_page(made.draw)
        assert page.draw.beacon_randomness == RANDOMNESS
        assert not page.draw.rehearsal


def test_the_bundle_of_a_live_draw_carries_what_the_beacon_is_checked_with():
    with live() as made:
        services = made.services
        services.ceremony.draw(made.office, made.draw, NEXT)
        services.draws.assign(made.office, made.draw)
        services.clock.move_to(services.draws.public_page(made.draw).draw.opens_at)
        services.ceremony.open(made.office, made.draw)
        files = bundle_of(services, made.draw)
        content = json.loads(files["beacon.json"])
        assert verify(files).ok, verify(files).first_failure
        assert signed(
            content["round"], bytes.fromhex(content["signature"]), content["public_key"]
        )


def bundle_of(services, ref):
    packed = zipfile.ZipFile(io.BytesIO(services.draws.bundle(ref)))
    return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("hours", [0, 71])
def test_a_live_plan_names_a_round_at_least_72_hours_ahead(hours):
    with small_world(start=DUE - timedelta(hours=hours, seconds=1)) as services:
        made = ceremony.handed_in(quarter.house(services))
        services.frames.freeze(made.house.office, quarter.QUARTER)
        commit, office = services.draws.commit, made.house.office
        wanted = ceremony.plan(services, beacon_round=NUMBER, rehearsal=False)
        assert refusal(commit, office, wanted) is Code.BEACON_TOO_SOON
        assert services.draws.public_listing() == ()
        assert commit(office, replace(wanted, rehearsal=True))


def test_not_even_a_rehearsal_names_a_round_that_is_past():
    with small_world(start=DUE + timedelta(seconds=1)) as services:
        made = ceremony.handed_in(quarter.house(services))
        services.frames.freeze(made.house.office, quarter.QUARTER)
        wanted = ceremony.plan(services, beacon_round=NUMBER)
        refused = refusal(services.draws.commit, made.house.office, wanted)
        assert refused is Code.BEACON_TOO_SOON


def test_a_made_up_value_is_labelled_so_in_the_bundle():
    with small_world() as services:
        made = ceremony.opened(services)
        content = json.loads(bundle_of(services, made.ref)["beacon.json"])
        assert content["rehearsal"].startswith("made up")
        assert json.loads(services.draws.public_page(made.ref).draw.plan)["rehearsal"] == 1


def test_the_verifier_says_that_a_plan_is_a_rehearsal_and_no_live_plan_passes_unsigned():
    with live() as made:
        services = made.services
        services.ceremony.draw(made.office, made.draw, NEXT)
        services.clock.move_to(services.draws.public_page(made.draw).draw.opens_at)
        services.ceremony.open(made.office, made.draw)
        files = bundle_of(services, made.draw)
    assert not any("REHEARSAL" in one for one in verify(files).not_checked)
    content = json.loads(files.pop("beacon.json"))
    del files["SHA256SUMS"]
    unsigned = json.dumps(content | {"signature": ""}).encode()
    verdict = verify(files | {"beacon.json": unsigned})
    assert not verdict.ok
    assert "live plan" in verdict.first_failure.detail
    with small_world() as services:
        files = bundle_of(services, ceremony.opened(services).ref)
    assert any("REHEARSAL" in one for one in verify(files).not_checked)
