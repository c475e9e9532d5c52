"""What is wrong with a draw is refused on the page, to a program and at a terminal.

Each time with its code, in words of the reader's language, and no row of any table changes.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from sanitation.accounts.rules import Actor
from sanitation.accounts.values import FileEdit
from sanitation.cli.root import root
from sanitation.draws.models import Draw
from sanitation.errors import Code
from tests.factories import accounts, ceremony, quarter
from tests.factories.ceremony import DICE, MADE_UP, QUARTER, Sealed
from tests.webapp.world import application, browser
from tests.world import everything, refuses, small_world, undone

ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
PASSING = ("login_session", "account")  # who asks is noted there, refused or not


def committed(services):
    made = ceremony.committed(services)
    services.clock.move_to(made.due - timedelta(hours=1))
    return made


def entered_once(services):
    made = committed(services)
    services.ceremony.enter_dice(made.house.office, made.ref, DICE)
    return made


def out(services):
    """Let the round come, once two people agreed on the dice."""
    made = ceremony.rolled(services)
    services.clock.move_to(made.due + timedelta(minutes=1))
    return made


def cut_off(services):
    made = out(services)
    nobody = ("http://127.0.0.1:1", "http://127.0.0.1:2")
    object.__setattr__(services.ceremony, "relays", nobody)
    return made


def too_late(services):
    made = ceremony.committed(services)
    services.clock.move_to(made.due + timedelta(seconds=1))
    return made


def planless(services):
    """Bring everything a plan needs, but no plan."""
    made = ceremony.handed_in(quarter.house(services))
    services.frames.freeze(made.house.office, QUARTER)
    return made


def edited_plan(services):
    made = out(services)
    with services.sessions.begin() as session:
        row = session.scalar(select(Draw).where(Draw.ref == made.ref))
        row.plan = row.plan.replace(b'"reserves":', b'"reserve":')
    return made


def spoilt(name):
    def bring(services):
        made = out(services)
        plan = json.loads(services.draws.public_page(made.ref).draw.plan)
        digest = plan[f"{name}_sha256"]
        path = services.settings.blobs / digest[:2] / digest[2:4] / digest
        path.chmod(0o600)
        path.write_bytes(path.read_bytes() + b"\n")
        return made

    return bring


@dataclass(frozen=True)
class Bad:
    """One bad input: how far the draw has come, what is sent, and how it is refused."""

    name: str
    code: Code
    bring: Callable[[Any], Sealed]
    path: str
    form: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    typed: str = ""  # through a pipe
    person: Callable[[Sealed], Actor] = lambda made: made.house.office


BEACON = "/office/ceremony/{ref}/beacon"
GIVEN = {"randomness": MADE_UP.randomness}
BRING = ("draws", "beacon", "{ref}", "--randomness", MADE_UP.randomness)
ROLL = "/office/ceremony/{ref}/dice"
SHORT = DICE[1:]
PLAN = {
    "quarter": QUARTER, "mode": "rehearsal", "rubric": "linxi-sample", "teams": "2",
    "first_day": "2026-08-03", "last_day": "2026-08-14", "package_size": "8",
    "sites_per_day": "8", "wave_days": "0", "round": "1",
}  # fmt: skip
COMMIT = (
    "draws", "commit", QUARTER, "--rehearsal", "--teams", "2", "--first-day", "2026-08-03",
    "--last-day", "2026-08-14", "--round", "1",
)  # fmt: skip
NO_ROUND = "00" * 48
OTHER_SHARE = hashlib.sha256(b"of another draw").hexdigest()
TABLE = (
    Bad("a plan edited in the database", Code.PLAN_CHANGED, edited_plan, BEACON, GIVEN, BRING),
    *(Bad(f"{name} edited in the store", Code.PLAN_CHANGED, spoilt(name), BEACON, GIVEN, BRING)
      for name in ("frame", "roster", "conflicts")),
    Bad("dice of the wrong length", Code.DICE_INVALID, committed, ROLL, {"dice": SHORT},
        ("draws", "dice", "{ref}", SHORT)),
    Bad("dice twice by one person", Code.DICE_SAME_PERSON, entered_once, ROLL, {"dice": DICE},
        ("draws", "dice", "{ref}", DICE)),
    Bad("dice when the round is out", Code.DICE_TOO_LATE, too_late, ROLL, {"dice": DICE},
        ("draws", "dice", "{ref}", DICE)),
    Bad("a beacon round in the past", Code.BEACON_TOO_SOON, planless, "/office/draws/new", PLAN,
        COMMIT),
    Bad("relays without a network", Code.BEACON_UNREACHABLE, cut_off,
        "/office/ceremony/{ref}/fetch", words=("draws", "beacon", "{ref}")),
    Bad("a bad signature", Code.BEACON_INVALID, out, BEACON, {"signature": NO_ROUND},
        ("draws", "beacon", "{ref}", "--signature", NO_ROUND)),
    Bad("a signature that is no hex", Code.BEACON_INVALID, out, BEACON, {"signature": "none"},
        ("draws", "beacon", "{ref}", "--signature", "none")),
    Bad("a beacon before the dice", Code.WRONG_STATE, entered_once, BEACON, GIVEN, BRING),
    Bad("a second seed", Code.PLAN_ALREADY_DRAWN, ceremony.drawn, BEACON, GIVEN, BRING),
    Bad("a share that does not match its pin", Code.SHARE_MISMATCH, ceremony.closed,
        "/trustee/draws/{ref}/share", {"share": OTHER_SHARE}, ("draws", "share", "{ref}"),
        OTHER_SHARE, lambda made: made.trustees[0]),
    Bad("an opening before its time", Code.NOT_OPEN_YET, ceremony.drawn,
        "/trustee/draws/{ref}/open", {}, ("draws", "open", "{ref}"),
        person=lambda made: made.trustees[0]),
)  # fmt: skip
CASES = pytest.mark.parametrize("bad", TABLE, ids=lambda bad: bad.name)


def rows(services):
    """Return all that is kept, but for who asked last."""
    return {k: v for k, v in everything(services).items() if k not in PASSING}


@CASES
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_page_and_a_program_are_refused_with_the_reason(bad, language):
    with small_world() as services:
        made = bad.bring(services)
        person = bad.person(made)
        token = accounts.signed_in(services, person)
        client = browser(application(services), token, language)
        path = bad.path.format(ref=made.house.draw)
        before = rows(services)
        page = client.post(path, data=bad.form)
        told = client.post(path, data=bad.form, headers={"Accept": "application/json"})
        assert rows(services) == before
        assert told.json["code"] == bad.code.value
        assert page.status_code == told.status_code == told.json["status"]
        assert told.json["title"] in page.text
        assert told.json["detail"]
        shown = f"{told.json['title']} {told.json['detail']}"
        assert (ENGLISH.search(shown) is None) is (language == "zh-CN"), shown


@CASES
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_terminal_is_refused_with_the_reason_and_what_to_do(bad, language):
    with small_world() as services:
        made = bad.bring(services)
        name = services.accounts.account(None, bad.person(made).ref).handle
        words = [word.format(ref=made.house.draw) for word in bad.words]
        before = rows(services)
        given = CliRunner().invoke(
            root,
            [*words, "--as", name],
            obj=services,
            input=bad.typed,
            env={"SANITATION_LANGUAGE": language},
        )
        assert rows(services) == before
        assert given.exit_code == 1, given.output
        assert f"[{bad.code.value}]" in given.output
        assert (ENGLISH.search(given.output) is None) is (language == "zh_CN"), given.output


def test_peoples_files_changed_after_the_commitment_change_no_draw():
    with small_world() as services:
        made = out(services)
        with undone(services):
            before = result(made)
        for _ in range(3):
            accounts.assessor(services, QUARTER)
        for one in made.house.assessors:  # none of them would qualify today
            services.accounts.edit_file(None, one.ref, QUARTER, FileEdit(0, 0, 0))
        assert result(made) == before


def result(made):
    services, office = made.services, made.house.office
    services.ceremony.draw(office, made.ref, MADE_UP)
    services.draws.assign(office, made.ref)
    page = services.draws.public_page(made.ref).draw
    return page.sample_sha256, page.assignment_sha256


def test_a_plan_that_differs_is_refused_before_anything_else_is_asked():
    with small_world() as services:
        made = edited_plan(services)
        with refuses(services, Code.PLAN_CHANGED):
            services.ceremony.draw(made.house.office, made.ref, MADE_UP)
