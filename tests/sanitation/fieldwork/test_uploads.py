"""A record comes in whole or not at all, once, from whoever was sent; every refusal is clean."""

import hashlib
import io
import json
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sanitation.accounts.rules import Role
from sanitation.draws.rules import TaskState
from sanitation.errors import Code, Problem
from sanitation.fieldwork.rules import AnswerState, PhotoRole, SiteFound, SubmissionState
from sanitation.fieldwork.statement import StatedAnswer, dump, parse
from sanitation.ledger import verify_record
from tests.factories import accounts, quarter
from tests.factories.photos import jpeg
from tests.world import everything, refuses, small_world, undone


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        yield quarter.assigned(quarter.house(services))


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


def first(house):
    """Return the first task, with who may do it and the first indicator of its list."""
    person, task = quarter.tasks(house)[0]
    code = house.services.fieldwork.task(person, task.handle).checklist.codes[0]
    return person, task, code


def sent(house, person, stated, files):
    return house.services.fieldwork.submit_whole(person, stated.record, dump(stated), files)


def test_a_whole_record_is_received_and_its_task_done(house):
    person, task, code = first(house)
    outcome = quarter.submit(house, person, task.handle, {code: 2})
    assert (outcome.state, outcome.missing) == (SubmissionState.RECEIVED, ())
    today = {row.handle: row.state for row in house.services.fieldwork.today(person)}
    assert today.get(task.handle, TaskState.DONE) is TaskState.DONE


def test_the_same_record_again_gets_the_same_answer_and_writes_nothing(house):
    person, task, code = first(house)
    stated, files = quarter.statement(house, person, task.handle, {code: 1})
    answer = sent(house, person, stated, files)
    house.services.clock.advance(timedelta(hours=2))
    before = everything(house.services)
    assert sent(house, person, stated, files) == answer
    assert house.services.fieldwork.submit(person, stated.record, dump(stated)) == answer
    assert everything(house.services) == before
    assert answer.receipt is not None


def test_other_words_under_the_same_number_are_refused_and_kept_aside(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    sent(house, person, stated, files)
    other = dump(replace(stated, note="nothing of the kind"))
    with refuses(house.services, Code.UPLOAD_CONFLICT) as refused:
        house.services.fieldwork.submit(person, stated.record, other)
    assert refused.value.facts["stored"] == hashlib.sha256(dump(stated)).hexdigest()
    assert house.services.blobs.get(hashlib.sha256(other).hexdigest()) == other


def test_photos_come_before_or_after_the_statement_and_only_all_of_them_complete_it(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    early, *late = files.items()
    put = house.services.fieldwork.put_file
    put(person, stated.record, *early)
    answer = house.services.fieldwork.submit(person, stated.record, dump(stated))
    assert answer.state is SubmissionState.INCOMPLETE
    assert sorted(answer.missing) == sorted(digest for digest, _ in late)
    assert house.services.ledger.entries_of(answer.ref) == ()
    for digest, data in late:
        put(person, stated.record, digest, data)
        put(person, stated.record, digest, data)  # sent twice: no harm
    answer = house.services.fieldwork.submit(person, stated.record, dump(stated))
    assert answer.state is SubmissionState.RECEIVED


def test_a_receipt_is_verified_without_the_office_or_any_of_its_code(house, tmp_path):
    person, task, _code = first(house)
    answer = quarter.submit(house, person, task.handle)
    house.services.ledger.checkpoint()
    record = house.services.ledger.record(answer.receipt.seq, opened=True)
    kept = tmp_path / "receipt.txt"
    kept.write_text(record.text, "utf-8")
    key = tmp_path / "policy.txt"
    key.write_text(house.services.ledger.vkey(), "utf-8")
    script = Path(verify_record.__file__)
    run = [sys.executable, "-I", "-S", str(script)]
    arguments = [str(kept), "--key", house.services.ledger.vkey()]
    done = subprocess.run([*run, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# -- whose task it is


def test_another_teams_task_is_not_found(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    teams = {one.ref for one, row in quarter.tasks(house) if row.package == task.package}
    others = [one for one in house.assessors if one.ref not in teams]
    for other in others:
        mine = {row.handle for row in house.services.fieldwork.today(other)}
        if task.handle not in mine:
            with refuses(house.services, Code.NOT_FOUND):
                sent(house, other, stated, files)
            with refuses(house.services, Code.NOT_FOUND):
                house.services.fieldwork.task(other, task.handle)


def test_a_record_belongs_to_who_began_it(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    digest, data = next(iter(files.items()))
    house.services.fieldwork.put_file(person, stated.record, digest, data)
    other = next(one for one in house.assessors if one.ref != person.ref)
    with refuses(house.services, Code.NOT_FOUND):
        house.services.fieldwork.put_file(other, stated.record, digest, data)
    sent(house, person, stated, files)
    with refuses(house.services, Code.NOT_FOUND):
        house.services.fieldwork.submit(other, stated.record, dump(stated))


@pytest.mark.parametrize("role", [Role.OFFICE, Role.REVIEWER, Role.INSPECTOR])
def test_only_an_assessor_uploads(house, role):
    other = accounts.account(house.services, role)
    with refuses(house.services, Code.FORBIDDEN):
        house.services.fieldwork.submit(other, "x", b"{}")
    with refuses(house.services, Code.FORBIDDEN):
        house.services.fieldwork.put_file(other, "x", "0" * 64, b"")


def test_a_substituted_task_takes_no_record_not_even_one_that_had_begun(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    house.services.fieldwork.submit(person, stated.record, dump(stated))
    house.services.draws.substitute(person, task.handle, "unsafe")
    with refuses(house.services, Code.WRONG_STATE):
        sent(house, person, stated, files)
    fresh = replace(stated, record="00000000-0000-4000-8000-000000000001")
    with refuses(house.services, Code.WRONG_STATE):
        sent(house, person, fresh, files)


# -- what the statement must say


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rubric": "0" * 64}, Code.INVALID_INPUT),
        ({"answers": ()}, Code.ANSWERS_MISMATCH),
        ({"photos": ()}, Code.PHOTO_MISSING),
        ({"site_found": SiteFound.LOCKED}, Code.ANSWERS_MISMATCH),
        ({"note": "n" * 2001}, Code.INVALID_INPUT),
        ({"note": "n\0"}, Code.INVALID_INPUT),
        ({"task": "0" * 32}, Code.NOT_FOUND),
    ],
)
def test_a_statement_that_cannot_stand_is_refused(house, changes, code):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    with refuses(house.services, code):
        sent(house, person, replace(stated, **changes), files)


def test_times_must_run_forward(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    for changes in (
        {"left_at": stated.arrived_at - timedelta(seconds=1)},
        {"sealed_at": stated.left_at - timedelta(seconds=1)},
    ):
        with refuses(house.services, Code.INVALID_INPUT):
            sent(house, person, replace(stated, **changes), files)


def test_an_indicator_twice_unknown_or_left_out_is_named(house):
    person, task, code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    extra = StatedAnswer("XX99", AnswerState.COUNTED, 0, "")
    for answers, named in (
        ((*stated.answers, extra), "XX99"),
        (stated.answers[1:], code),
        ((*stated.answers, stated.answers[0]), "twice"),
    ):
        with refuses(house.services, Code.ANSWERS_MISMATCH) as refused:
            sent(house, person, replace(stated, answers=answers), files)
        assert named in refused.value.facts["items"]


@pytest.mark.parametrize("role", list(PhotoRole))
def test_each_photo_the_rules_ask_for_must_be_named(house, role):
    person, task, code = first(house)
    stated, files = quarter.statement(house, person, task.handle, {code: 1})
    fewer = tuple(photo for photo in stated.photos if photo.role is not role)
    with refuses(house.services, Code.PHOTO_MISSING) as refused:
        sent(house, person, replace(stated, photos=fewer), files)
    assert role.value in refused.value.facts["detail"]


@pytest.mark.parametrize(("item", "finding"), [("XX99", 1), ("", 1), (None, 2), (None, 0)])
def test_a_photo_of_a_finding_nobody_stated_is_refused(house, item, finding):
    person, task, code = first(house)
    stated, files = quarter.statement(house, person, task.handle, {code: 1})
    odd = replace(
        stated.photos[-1],
        sha256="1" * 64,
        item=code if item is None else item,
        finding=finding,
    )
    with refuses(house.services, Code.ANSWERS_MISMATCH):
        sent(house, person, replace(stated, photos=(*stated.photos, odd)), files)


def test_one_photo_cannot_show_two_things(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    twice = (*stated.photos[:2], replace(stated.photos[2], sha256=stated.photos[0].sha256))
    with refuses(house.services, Code.PHOTO_INVALID):
        sent(house, person, replace(stated, photos=twice), files)


def test_the_number_in_the_address_is_the_one_in_the_statement(house):
    person, task, _code = first(house)
    stated, _files = quarter.statement(house, person, task.handle)
    with refuses(house.services, Code.INVALID_INPUT):
        house.services.fieldwork.submit(person, "another", dump(stated))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


@pytest.fixture(scope="module")
def honest(house):
    person, task, code = first(house)
    stated, _files = quarter.statement(house, person, task.handle, {code: 1})
    return json.loads(dump(stated))


def refusal_of(statement):
    try:
        parse(statement)
    except Problem as problem:
        return problem
    return None


@given(data=st.data())
def test_whatever_one_member_is_changed_to_the_answer_is_never_a_defect(honest, data):
    body = json.loads(json.dumps(honest))
    places = [body, body["answers"][0], body["photos"][0]]
    place = data.draw(st.sampled_from(places))
    key = data.draw(st.sampled_from(sorted(place)))
    place[key] = data.draw(json_values | st.just("0001-01-01T00:00:00+14:00"))
    refusal = refusal_of(json.dumps(body).encode())
    assert refusal is None or refusal.code is Code.INVALID_INPUT
    assert refusal is None or refusal.rows[0]["column"].startswith("$")


@given(st.binary(max_size=60))
def test_bytes_that_are_no_statement_are_refused_as_input(data):
    assert refusal_of(data).code is Code.INVALID_INPUT


# -- what a photo must be


def png(width, height):
    """A valid PNG of one colour: a few kilobytes however large it says it is."""
    raw = zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height, 9)
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\1\0\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", raw)
        + _chunk(b"IEND", b"")
    )


def _chunk(kind, body):
    sum_ = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + sum_


def svg():
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def gif():
    out = io.BytesIO()
    Image.new("P", (8, 8)).save(out, "GIF")
    return out.getvalue()


BAD = {
    "no image at all": b"hello",
    "nothing": b"",
    "a script in an SVG": svg(),
    "a kind of image that is not taken": gif(),
    "a photo cut off": jpeg(640, 480)[:-200],
    "a flood of pixels in a small file": png(10_000, 10_000),
    "a PNG cut off": png(640, 480)[:60],
    "too many bytes": jpeg() + b"\0" * 15_000_000,
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_photo_is_refused_before_anything_is_written(house, name):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    data = BAD[name]
    digest = hashlib.sha256(data).hexdigest()
    with refuses(house.services, Code.PHOTO_INVALID) as refused:
        house.services.fieldwork.put_file(person, stated.record, digest, data)
    assert refused.value.facts["detail"]
    with refuses(house.services, Code.PHOTO_INVALID):
        sent(house, person, stated, files | {digest: data})
    assert not house.services.blobs.has(digest)


def test_what_a_camera_appends_behind_a_whole_photo_does_no_harm(house):
    person, task, _code = first(house)
    stated, _files = quarter.statement(house, person, task.handle)
    data = jpeg() + b"SEFT motion photo trailer"
    digest = hashlib.sha256(data).hexdigest()
    house.services.fieldwork.put_file(person, stated.record, digest, data)
    assert house.services.blobs.get(digest) == data


def test_bytes_other_than_promised_are_refused_and_not_kept(house):
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    wrong = jpeg()
    with refuses(house.services, Code.DIGEST_MISMATCH):
        house.services.fieldwork.put_file(person, stated.record, next(iter(files)), wrong)
    with refuses(house.services, Code.DIGEST_MISMATCH):
        sent(house, person, stated, files | {next(iter(files)): wrong})
    assert not house.services.blobs.has(hashlib.sha256(wrong).hexdigest())


def test_a_record_number_no_device_makes_is_refused(house):
    person, _task, _code = first(house)
    data = jpeg()
    digest = hashlib.sha256(data).hexdigest()
    with refuses(house.services, Code.INVALID_INPUT):
        house.services.fieldwork.put_file(person, "x" * 37, digest, data)


def test_photos_kept_before_a_refusal_are_orphans_no_row_knows(house):
    """The store is written before the rows, so a refused record may leave bytes behind.

    That is the design: a blob without a row says nothing and is swept away later; a row
    without a blob would be a photo that was promised and is not there.
    """
    person, task, _code = first(house)
    stated, files = quarter.statement(house, person, task.handle)
    with refuses(house.services, Code.ANSWERS_MISMATCH):
        sent(house, person, replace(stated, answers=()), files)
    assert all(house.services.blobs.has(digest) for digest in files)
    outcome = sent(house, person, stated, files)  # and nothing stands in its way
    assert outcome.state is SubmissionState.RECEIVED
