"""A sealed draw: nobody learns the sample before it opens, and then anybody can replay it."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from sampling import commitment
from sampling.verify import verify
from sanitation.accounts.rules import Role
from sanitation.draws.models import Draw, DrawTrustee
from sanitation.draws.rules import Seal
from sanitation.errors import Code, Problem
from sanitation.ledger.models import LedgerBody, LedgerEntry
from tests.factories import accounts, ceremony, quarter
from tests.factories.ceremony import QUARTER
from tests.world import refuses, small_world, stored


@pytest.fixture
def services():
    with small_world() as made:
        yield made


def refusal(call, *arguments) -> Code:
    with pytest.raises(Problem) as refused:
        call(*arguments)
    return refused.value.code


def unpacked(data: bytes) -> dict[str, bytes]:
    packed = zipfile.ZipFile(io.BytesIO(data))
    return {name: packed.read(name) for name in packed.namelist()}


def seed_of(services, ref) -> str:
    with stored(services) as session:
        return session.scalar(select(Draw.seed_text).where(Draw.ref == ref))


def everything_shown(made) -> str:
    """Return all that pages, commands and the ledger tell of a draw."""
    services, ref = made.services, made.ref
    auditor = accounts.account(services, Role.AUDITOR)
    shown = [
        services.draws.page(made.house.office, ref),
        services.draws.page(auditor, ref),
        services.draws.listing(auditor),
        services.draws.public_page(ref),
        services.draws.public_listing(),
        services.ceremony.public_page(ref),
        services.ceremony.page(auditor, ref),
        *(services.ceremony.mine(one) for one in made.trustees),
    ]
    with stored(services) as session:
        leaves = session.scalars(select(LedgerEntry.leaf)).all()
        bodies = session.scalars(select(LedgerBody.body)).all()
    return repr(shown) + repr(leaves) + repr(bodies)


def test_before_the_opening_no_page_and_no_entry_tells_share_seed_or_sample(services):
    made = ceremony.closed(services)
    text = everything_shown(made)
    secret = commitment.parse_seed(seed_of(services, made.ref).encode()).secret
    assert len(secret) == 64
    assert secret not in text
    assert not any(share in text for share in made.shares)
    assert services.draws.public_page(made.ref).sample == ()
    assert refusal(services.draws.bundle, made.ref) is Code.NOT_FOUND
    site = f"{services.city.streets[0].code}-V01-00001"
    assert refusal(services.draws.why, made.ref, site) is Code.NOT_FOUND
    assert all(commitment.share_pin(bytes.fromhex(one)) in text for one in made.shares)


def test_the_database_alone_holds_no_share(services):
    made = ceremony.committed(services)
    with stored(services) as session:
        rows = session.scalars(select(DrawTrustee)).all()
    for row, share in zip(rows, made.shares, strict=True):
        assert bytes.fromhex(share) not in row.sealed_share
        assert row.share is None


def test_an_opened_draw_replays_and_shows_its_shares(services):
    made = ceremony.opened(services)
    files = unpacked(services.draws.bundle(made.ref))
    assert verify(files).ok, verify(files).first_failure
    assert json.loads(files["shares.json"])["shares"] == list(made.shares)
    assert files["seed.txt"].count(b"\n") == 5
    assert services.draws.public_page(made.ref).draw.seal is Seal.OPENED
    assert services.draws.public_page(made.ref).sample


def test_the_people_join_the_bundle_once_reviews_are_over(services):
    made = ceremony.opened(services)
    assert "roster.csv" not in unpacked(services.draws.bundle(made.ref))
    services.clock.advance(timedelta(days=10))
    files = unpacked(services.draws.bundle(made.ref))
    assert {"roster.csv", "conflicts.csv", "teams.csv"} <= files.keys()
    verdict = verify(files)
    assert verdict.ok, verdict.first_failure
    asked = {check.rule for check in verdict.checks}
    assert {"order", "logged", "teams", "packages", "assignment"} <= asked


@pytest.mark.parametrize(
    "name",
    [
        "seed.txt", "plan.json", "sample.csv", "tickets.csv", "frame.csv", "teams.csv",
        "packages.csv", "assignment.csv", "roster.csv", "conflicts.csv",
    ],
)  # fmt: skip
@settings(max_examples=10)
@given(data=st.data())
def test_a_bundle_with_one_changed_byte_is_refused(name, data):
    files = dict(OPENED or {})
    place = data.draw(st.integers(0, len(files[name]) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytearray(files[name])
    changed[place] ^= flip
    files[name] = bytes(changed)
    del files["SHA256SUMS"]  # so that it is the rule that finds it, not the sum
    assert not verify(files).ok


OPENED: dict[str, bytes] = {}


@pytest.fixture(autouse=True, scope="module")
def opened_bundle():
    with small_world() as services:
        made = ceremony.opened(services)
        services.clock.advance(timedelta(days=10))
        OPENED.update(unpacked(services.draws.bundle(made.ref)))
    yield
    OPENED.clear()


@settings(max_examples=20)
@given(place=st.integers(0, 2), digit=st.integers(0, 63), step=st.integers(1, 15))
def test_a_changed_share_breaks_the_bundle(place, digit, step):
    files = dict(OPENED)
    content = json.loads(files["shares.json"])
    text = content["shares"][place]
    other = f"{(int(text[digit], 16) + step) % 16:x}"
    content["shares"][place] = text[:digit] + other + text[digit + 1 :]
    files["shares.json"] = json.dumps(content, sort_keys=True).encode()
    del files["SHA256SUMS"]
    verdict = verify(files)
    assert not verdict.ok
    assert verdict.first_failure.where == f"shares.json share {place + 1}"


def test_a_sealed_plan_needs_three_trustees_of_different_bodies(services):
    made = ceremony.handed_in(quarter.house(services), trustees=2)
    services.frames.freeze(made.house.office, QUARTER)
    commit = services.draws.commit
    office, wanted = made.house.office, ceremony.plan(services)
    assert refusal(commit, office, wanted) is Code.TOO_FEW_SHARES
    body = accounts.organisation(services)
    first, second = (accounts.account(services, Role.TRUSTEE, body=body) for _ in range(2))
    services.ceremony.hand_in(first, QUARTER, ceremony.share())
    again = (second, QUARTER, ceremony.share())
    assert refusal(services.ceremony.hand_in, *again) is Code.TRUSTEE_SAME_BODY
    assert commit(office, wanted)


def test_a_live_plan_cannot_be_open(services):
    made = ceremony.handed_in(quarter.house(services))
    services.frames.freeze(made.house.office, QUARTER)
    wanted = ceremony.plan(services, sealed=False, rehearsal=False)
    refused = refusal(services.draws.commit, made.house.office, wanted)
    assert refused is Code.INVALID_INPUT


def test_a_trustee_hands_in_once_and_no_share_serves_twice(services):
    made = ceremony.handed_in(quarter.house(services))
    hand_in = services.ceremony.hand_in
    first = made.trustees[0]
    assert refusal(hand_in, first, QUARTER, ceremony.share()) is Code.ALREADY_DONE
    other = ceremony.trustee(services)
    assert refusal(hand_in, other, "2026Q4", made.shares[0]) is Code.SHARE_REUSED


@pytest.mark.parametrize("share", ["", "ab" * 32, "0" * 64, "g" * 64, "12" * 31])
def test_what_was_not_made_at_random_is_no_share(services, share):
    one = ceremony.trustee(services)
    assert refusal(services.ceremony.hand_in, one, QUARTER, share) is Code.SHARE_INVALID
    assert services.ceremony.mine(one).rows == ()


def test_no_share_is_taken_once_the_plan_has_pinned_them(services):
    ceremony.committed(services)
    late = (ceremony.trustee(services), QUARTER, ceremony.share())
    assert refusal(services.ceremony.hand_in, *late) is Code.WRONG_STATE


def test_nobody_opens_before_fieldwork_closes(services):
    made = ceremony.drawn(services)
    for person in (made.house.office, made.trustees[0]):
        assert refusal(services.ceremony.open, person, made.ref) is Code.NOT_OPEN_YET
    stranger = ceremony.trustee(services)
    assert refusal(services.ceremony.open, stranger, made.ref) is Code.NOT_FOUND


def test_a_draw_not_opened_in_time_is_unverified(services):
    made = ceremony.drawn(services)
    assert services.ceremony.unverified() == frozenset()
    services.clock.move_to(services.draws.public_page(made.ref).draw.opens_at)
    assert services.draws.public_page(made.ref).draw.seal is Seal.UNVERIFIED
    assert services.ceremony.unverified() == {QUARTER}
    waiting = {one.kind: one.count for one in services.ceremony.due(made.trustees[0])}
    assert waiting == {"shares_to_open": 1, "shares_to_hand_in": 1}
    assert services.ceremony.due(ceremony.trustee(services))[0].count == 0
    assert services.ceremony.due(made.house.office)[0].kind == "draws_to_open"
    services.ceremony.open(made.house.office, made.ref)
    assert services.ceremony.unverified() == frozenset()


def lose(services, position: int) -> None:
    with services.sessions.begin() as session:
        session.execute(
            update(DrawTrustee)
            .where(DrawTrustee.position == position)
            .values(sealed_share=b"lost")
        )


def test_a_lost_share_is_entered_by_its_trustee_and_by_nobody_else(services):
    made = ceremony.closed(services)
    lose(services, 2)
    with pytest.raises(Problem) as refused:
        services.ceremony.open(made.house.office, made.ref)
    assert (refused.value.code, refused.value.facts["positions"]) == (Code.SHARES_LOST, "2")
    enter = services.ceremony.enter_share
    first, second, _ = made.trustees
    wrong = (second, made.ref, ceremony.share())
    assert refusal(enter, *wrong) is Code.SHARE_MISMATCH
    assert refusal(enter, first, made.ref, made.shares[1]) is Code.SHARE_MISMATCH
    enter(second, made.ref, made.shares[1])
    services.ceremony.open(first, made.ref)
    assert verify(unpacked(services.draws.bundle(made.ref))).ok


def test_a_cancelled_draw_is_opened_whole_and_the_next_takes_new_shares(services):
    made = ceremony.drawn(services)
    services.draws.cancel(made.house.office, made.ref, "the dice fell off the table")
    services.ceremony.open(made.trustees[2], made.ref)
    assert verify(unpacked(services.draws.bundle(made.ref))).ok
    again = services.ceremony.hand_in(made.trustees[0], QUARTER, ceremony.share())
    waiting = services.ceremony.waiting(made.house.office, QUARTER)
    assert [one.pin for one in waiting] == [again.pin]


def test_a_cancelled_draw_can_be_opened_at_once_and_is_unverified_only_once_it_is_late(
    services,
):
    made = ceremony.drawn(services)
    services.draws.cancel(made.house.office, made.ref, "the dice fell off the table")
    assert services.draws.public_page(made.ref).draw.seal is Seal.TO_OPEN
    assert services.ceremony.unverified() == frozenset()
    assert services.ceremony.due(made.trustees[0])[0].count == 1
    assert services.ceremony.due(made.house.office)[0].kind == "draws_to_open"
    services.clock.move_to(services.draws.public_page(made.ref).draw.opens_at)
    assert services.draws.public_page(made.ref).draw.seal is Seal.UNVERIFIED
    assert services.ceremony.unverified() == {QUARTER}
    services.ceremony.open(made.trustees[0], made.ref)
    page = services.draws.public_page(made.ref)
    assert (page.draw.seal, page.draw.cancelled_reason) == (
        Seal.OPENED,
        "the dice fell off the table",
    )
    assert page.sample


def test_of_a_draw_cancelled_before_its_seed_there_is_nothing_to_open(services):
    made = ceremony.rolled(services)
    services.draws.cancel(made.house.office, made.ref, "a witness fell ill")
    assert services.draws.public_page(made.ref).draw.seal is Seal.NONE
    assert services.ceremony.due(made.house.office) == ()
    services.clock.move_to(made.due + timedelta(days=90))
    assert services.ceremony.unverified() == frozenset()
    with refuses(services, Code.WRONG_STATE):
        services.ceremony.open(made.house.office, made.ref)


def test_a_receipt_leads_to_an_entry_that_names_the_pin_only(services):
    one, share = ceremony.trustee(services), ceremony.share()
    receipt = services.ceremony.hand_in(one, QUARTER, share)
    body = services.ledger.body(receipt.entry).data
    assert receipt.pin.encode() in body
    assert share.encode() not in body


def spoil(services, digest: str) -> None:
    """Add a byte to a file in the blob store."""
    path = services.settings.blobs / digest[:2] / digest[2:4] / digest
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")


def test_a_plan_changed_after_its_commitment_is_never_drawn(services):
    made = ceremony.rolled(services)
    with services.sessions.begin() as session:
        row = session.scalar(select(Draw).where(Draw.ref == made.ref))
        row.plan = row.plan.replace(b'"reserves":', b'"reserve":')
    services.clock.move_to(made.due)
    call = (services.ceremony.draw, made.house.office, made.ref, ceremony.MADE_UP)
    assert refusal(*call) is Code.PLAN_CHANGED
    assert seed_of(services, made.ref) == ""


def test_a_frame_changed_after_the_commitment_is_never_drawn_from(services):
    made = ceremony.rolled(services)
    plan = json.loads(services.draws.public_page(made.ref).draw.plan)
    spoil(services, plan["frame_sha256"])
    services.clock.move_to(made.due)
    call = (services.ceremony.draw, made.house.office, made.ref, ceremony.MADE_UP)
    assert refusal(*call) is Code.PLAN_CHANGED
    assert seed_of(services, made.ref) == ""


def test_a_roster_changed_after_the_commitment_gives_no_teams(services):
    made = ceremony.drawn(services)
    plan = json.loads(services.draws.public_page(made.ref).draw.plan)
    spoil(services, plan["roster_sha256"])
    refused = refusal(services.draws.assign, made.house.office, made.ref)
    assert refused is Code.PLAN_CHANGED
    assert services.draws.public_page(made.ref).teams == ()
    assert services.draws.public_page(made.ref).draw.assignment_sha256 == ""


def test_the_program_in_the_bundle_is_the_pinned_one_and_says_that_the_draw_replays(
    tmp_path,
):
    for name, data in OPENED.items():
        (tmp_path / name).write_bytes(data)
    words = [sys.executable, "-I", "verify_draw.py", "."]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "The draw replays." in said.stdout
    assert "REHEARSAL" in said.stdout
    plan = json.loads(OPENED["plan.json"])
    own = hashlib.sha256(OPENED["verify_draw.py"]).hexdigest()
    assert plan["verifier_sha256"] == own
