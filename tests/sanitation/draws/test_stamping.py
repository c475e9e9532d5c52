"""An outside time stamp over a plan: a real body's answer is kept, anything else is not."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import pytest

from sampling.verify import verify
from sanitation.draws.planning import round_after
from sanitation.errors import Code, Problem
from tests.factories import accounts, ceremony, stamping
from tests.factories.ceremony import DICE, MADE_UP
from tests.sanitation.cli.desk import Desk
from tests.webapp.world import application, browser
from tests.world import refuses, small_world

JUST_BEFORE = timedelta(seconds=2)  # openssl stamps with the real time


@pytest.fixture(scope="module")
def body(tmp_path_factory):
    """A time stamping body."""
    return stamping.body(tmp_path_factory.mktemp("stamping") / "body")


@pytest.fixture
def made():
    """Give a plan that was committed a moment ago by the machine's own clock."""
    now = datetime.now(UTC) - JUST_BEFORE
    with small_world(start=now) as services:
        later = round_after(int(now.timestamp()) + 80 * 3600)
        found = ceremony.committed(services, beacon_round=later)
        services.clock.move_to(max(services.clock.now(), now + timedelta(hours=1)))
        yield found


def request(made) -> bytes:
    return made.services.ceremony.stamp_request(made.house.office, made.ref)


def keep(made, answer, certificates) -> str:
    office = made.house.office
    return made.services.ceremony.keep_stamp(office, made.ref, answer, certificates)


def refused(made, answer, certificates) -> str:
    """Demand that nothing is kept; return the reason."""
    with refuses(made.services, Code.STAMP_INVALID) as problem:
        keep(made, answer, certificates)
    return problem.value.facts["detail"]


def bundle(made) -> dict[str, bytes]:
    packed = zipfile.ZipFile(io.BytesIO(made.services.draws.bundle(made.ref)))
    return {name: packed.read(name) for name in packed.namelist()}


def open_it(made) -> None:
    services, office = made.services, made.house.office
    services.clock.move_to(made.due - timedelta(hours=1))
    for person in (office, made.house.second):
        services.ceremony.enter_dice(person, made.ref, DICE)
    services.clock.move_to(made.due)
    services.ceremony.draw(office, made.ref, MADE_UP)
    services.draws.assign(office, made.ref)
    opens = services.draws.public_page(made.ref).draw.opens_at
    services.clock.move_to(max(opens, services.clock.now()))
    services.ceremony.open(office, made.ref)


def test_a_real_answer_is_kept_shown_and_checked_by_openssl_from_the_bundle(made, body):
    assert made.services.ceremony.public_page(made.ref).stamp is None
    assert keep(made, body.answer(request(made)), body.root) == "Time, Stamp1"
    shown = made.services.ceremony.public_page(made.ref).stamp
    assert (shown.body, len(shown.root_sha256)) == ("Time, Stamp1", 64)
    open_it(made)
    files = bundle(made)
    assert verify(files).ok, verify(files).first_failure
    plan, answer, root = (files[name] for name in ("plan.json", "plan.tsr", "plan_tsa.pem"))
    assert body.verifies(plan, answer, root)
    assert not body.verifies(plan + b" ", answer, root)


def test_a_stamp_brought_after_the_opening_joins_the_bundle(made, body):
    answer = body.answer(request(made))
    open_it(made)
    assert "plan.tsr" not in bundle(made)
    keep(made, answer, body.root)
    assert bundle(made)["plan.tsr"] == answer


def test_a_plan_has_one_stamp(made, body):
    answer = body.answer(request(made))
    keep(made, answer, body.root)
    with refuses(made.services, Code.ALREADY_DONE):
        keep(made, answer, body.root)


@pytest.mark.parametrize("answer", [b"", b"text", b"0" * 70_000])
def test_what_is_no_answer_is_refused(made, body, answer):
    assert refused(made, answer, body.root) == "not the answer of a time stamping body"


def test_an_answer_with_a_changed_end_is_refused(made, body):
    answer = body.answer(request(made))
    assert "bear the stamp out" in refused(made, answer[:-20] + bytes(20), body.root)


def test_a_stamp_over_another_file_is_refused(made, body, tmp_path):
    (tmp_path / "other").write_bytes(b"another plan")
    stamping.run(tmp_path, "ts -query -data other -sha256 -cert -out other.tsq")
    answer = body.answer((tmp_path / "other.tsq").read_bytes())
    assert "another file" in refused(made, answer, body.root)


def test_an_answer_that_grants_nothing_is_refused(made, tmp_path):
    picky = stamping.body(tmp_path / "picky", digests="sha512")
    answer = picky.answer(request(made))
    assert "did not grant" in refused(made, answer, picky.root)


def test_another_bodys_root_does_not_bear_a_stamp_out(made, body, tmp_path):
    other = stamping.body(tmp_path / "other")
    answer = body.answer(request(made))
    assert "bear the stamp out" in refused(made, answer, other.root)


@pytest.mark.parametrize("given", ["nothing", "no certificate", "no root", "two roots"])
def test_the_certificates_have_exactly_one_root(made, body, tmp_path, given):
    answer = body.answer(request(made))
    pem = {
        "nothing": lambda: b"",
        "no certificate": lambda: b"text",
        "no root": lambda: body.signer,
        "two roots": lambda: body.root + stamping.body(tmp_path / "other").root,
    }[given]()
    assert "exactly one root" in refused(made, answer, pem)


def test_a_stamp_says_a_time_after_the_commitment_and_before_the_dice(body):
    now = datetime.now(UTC)
    for start, reason in (
        (timedelta(days=1), "before the plan"),
        (-timedelta(days=9), "dice"),
    ):
        with small_world(start=now + start) as services:
            later = round_after(int((now + start).timestamp()) + 80 * 3600)
            made = ceremony.rolled(services, beacon_round=later)
            assert reason in refused(made, body.answer(request(made)), body.root)


def test_a_time_to_come_is_refused(body):
    now = datetime.now(UTC)
    with small_world(start=now - timedelta(hours=1)) as services:
        made = ceremony.committed(services, beacon_round=round_after(int(now.timestamp())))
        assert "to come" in refused(made, body.answer(request(made)), body.root)


def test_on_the_page_the_request_goes_out_and_the_answer_comes_in(made, body):
    services = made.services
    app = application(services)
    office = browser(app, accounts.signed_in(services, made.house.office))
    address = f"/office/ceremony/{made.ref}"
    assert "own clock" in browser(app).get(f"/draws/{made.ref}").text
    sent = office.get(f"{address}/plan.tsq").data
    files = {
        "answer": (io.BytesIO(b"text"), "plan.tsr"),
        "certificates": (io.BytesIO(body.root), "root.pem"),
    }
    wrong = office.post(f"{address}/stamp", data=files)
    assert wrong.status_code == 422
    assert "not the answer of a time stamping body" in wrong.text
    files = {
        "answer": (io.BytesIO(body.answer(sent)), "plan.tsr"),
        "certificates": (io.BytesIO(body.root), "root.pem"),
    }
    assert office.post(f"{address}/stamp", data=files).status_code == 303
    assert "Time, Stamp1" in browser(app).get(f"/draws/{made.ref}").text
    assert "Download the request" not in office.get(address).text


def test_at_a_terminal_the_same_and_its_row_is_compared_with_the_ledger(
    made, body, tmp_path
):
    desk = Desk(made.services, tmp_path)
    desk.run("draws", "stamp-request", made.ref, tmp_path / "plan.tsq")
    answer = desk.file("plan.tsr", body.answer((tmp_path / "plan.tsq").read_bytes()))
    root = desk.file("root.pem", body.root)
    words = ("draws", "stamp", made.ref)
    said = desk.run(*words, root, "--certificates", root, code=1, language="zh")
    assert "该文件不是时间戳机构的应答" in said
    assert "Time, Stamp1" in desk.run(*words, answer, "--certificates", root)
    desk.run("ledger", "fsck", "--rows")


def test_only_the_office_brings_a_stamp(made, body):
    answer = body.answer(request(made))
    with pytest.raises(Problem) as problem:
        made.services.ceremony.keep_stamp(made.trustees[0], made.ref, answer, body.root)
    assert problem.value.code is Code.FORBIDDEN
