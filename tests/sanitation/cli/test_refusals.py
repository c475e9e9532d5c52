"""A refused command ends with 1, says why and what to do, and leaves nothing behind."""

import pytest
from sqlalchemy import func, select

from sanitation.accounts.rules import Place, Role
from sanitation.ledger.models import LedgerEntry
from sanitation.sites.models import Site
from tests.factories import accounts, sites
from tests.factories.photos import jpeg
from tests.sanitation.cli.desk import Desk
from tests.world import small_world, stored

QUARTER = "2026Q3"
DAYS = ("--first-day", "2026-07-13", "--last-day", "2026-08-13")
HEADER = "site_id,venue,street,name,lon,lat\n"


@pytest.fixture
def desk(tmp_path):
    with small_world() as services:
        accounts.account(services, Role.OFFICE, handle="desk")
        accounts.account(services, Role.INSPECTOR, handle="inspector")
        accounts.account(services, Role.REVIEWER, handle="reviewer")
        yield Desk(services, tmp_path)


def everything(services):
    with stored(services) as session:
        entries = session.scalar(select(func.count()).select_from(LedgerEntry))
        return entries, session.scalar(select(func.count()).select_from(Site))


REFUSED = [
    (("frames", "freeze", QUARTER), "frame-empty"),
    (("frames", "show", "nothing"), "not-found"),
    (
        ("draws", "commit", QUARTER, "--teams", "1", *DAYS),
        "frame-not-frozen",
    ),
    (("draws", "draw", "nothing", "--dice", "1", "--randomness", "00"), "not-found"),
    (("draws", "assign", "nothing"), "not-found"),
    (("draws", "cancel", "nothing", "--reason", "why"), "not-found"),
    (("draws", "substitute", "nothing", "--reason", "unsafe"), "not-found"),
    (("scores", "explain", QUARTER, "street", "990101001"), "not-found"),
    (("releases", "propose", QUARTER, "final"), "not-found"),
    (("releases", "sign", "nothing"), "not-found"),
    (("releases", "ranking", QUARTER), "not-found"),
    (("appeals", "draw-panel", "nothing"), "not-found"),
    (("sites", "close", "nothing", "--reason", "why"), "not-found"),
    (("sites", "list", "--as", "reviewer"), "forbidden"),
    (("inspections", "list"), "forbidden"),
    (("cases", "issue", "nothing", "--as", "inspector"), "not-found"),
    (("accounts", "grant", "reviewer", "office"), "roles-exclude"),
    (("accounts", "close", "nobody"), "not-found"),
    (("assessors", "record", "reviewer", "--exam", "80"), "not-found"),
    (("ledger", "find", "zz"), "not-found"),
]


@pytest.mark.parametrize(("words", "code"), REFUSED, ids=lambda one: str(one)[:60])
def test_a_refusal_ends_with_one_and_writes_nothing(desk, words, code):
    before = everything(desk.services)
    printed = desk.run(*words, code=1)
    assert f"[{code}]" in printed
    assert "Traceback" not in printed
    assert everything(desk.services) == before


def test_a_refusal_is_said_in_the_language_that_is_set(desk):
    words = ("frames", "freeze", QUARTER)
    assert "台账中没有在用点位" in desk.run(*words, code=1, language="zh_Hans_CN")
    assert "no active site" in desk.run(*words, code=1, language="en")


def test_a_bad_row_is_named_by_row_and_column_and_no_row_is_stored(desk):
    street = desk.services.city.streets[0]
    good = f"A-1,V01,{street.code},gate,{street.label_lon},{street.label_lat}\n"
    bad = f"A-2,V99,nowhere,gate,{street.label_lon},\n"
    sheet = desk.file("bad.csv", (HEADER + good + bad).encode())
    before = everything(desk.services)
    printed = desk.run("sites", "import", sheet, "--reason", "spring", code=1)
    assert "[import-refused]" in printed
    assert "row 3, column venue type, got V99" in printed
    assert "row 3, column latitude, wanted a value" in printed
    told = desk.run("sites", "import", sheet, "--reason", "x", code=1, language="zh")
    assert "行 3, 列 纬度, 应为 必填" in told
    assert everything(desk.services) == before


def test_what_the_city_or_a_stage_refuses_is_said_in_chinese_at_a_terminal(desk):
    street = desk.services.city.streets[0]
    here = f"{street.label_lon},{street.label_lat}"
    rows = f"a-1,V01,{street.code},gate,{here}\nA-2,V01,nowhere,gate,1,2\n"
    sheet = desk.file("bad.csv", (HEADER + rows).encode())
    words = ("sites", "import", sheet, "--reason", "spring")
    told = desk.run(*words, code=1, language="zh")
    for wanted in ("仅限大写字母、数字和“-”", "本市街道", "本市范围内的位置"):
        assert f"应为 {wanted}" in told
    assert "wanted A–Z, 0–9 and -" in desk.run(*words, code=1)


def test_a_word_the_program_does_not_know_ends_with_two(desk):
    assert "No such command" in desk.run("sites", "destroy", code=2)
    assert "no organisation is called" in desk.run(
        *("accounts", "create", "li.na", "Li Na", "--organisation", "none"), code=2
    )


def test_a_site_is_added_edited_closed_and_opened_again_with_its_history(desk):
    street = desk.services.city.streets[0]
    here = ("--lon", street.label_lon, "--lat", street.label_lat)
    new = ("sites", "add", "A-1", "--venue", "V01", "--street", street.name_zh)
    desk.run(*new, "--name", "north gate", *here, "--reason", "new road")
    desk.run("sites", "edit", "A-1", "--name", "south gate", "--reason", "renamed")
    desk.run("sites", "close", "A-1", "--reason", "works")
    assert "[wrong-state]" in desk.run("sites", "close", "A-1", "--reason", "x", code=1)
    desk.run("sites", "reopen", "A-1", "--reason", "done")
    found = desk.read("sites", "show", "A-1")
    assert (found["row"]["name"], found["row"]["state"]) == ("south gate", "active")
    kinds = [one["kind"] for one in found["history"]]
    assert {"edited", "closed", "reopened"} <= set(kinds)
    assert "use sites edit" in desk.run(*new, "--name", "x", *here, "--reason", "x", code=2)


def test_a_toilet_goes_from_an_inspection_to_a_closed_case(desk):
    services, street = desk.services, desk.services.city.streets[0]
    accounts.account(services, Role.INSPECTOR, handle="second")
    place = Place(street.district_code, street.code)
    accounts.account(services, Role.STREET_VIEWER, handle="street", place=place)
    site = sites.toilet(services, place)
    item = desk.read("inspections", "checklist", "--as", "inspector")[0]["code"]
    photo = [desk.file(f"{n}.jpg", jpeg()) for n in range(3)]
    finding = ("--finding", item, 2, photo[0])
    desk.run("inspections", "enter", site, *finding, "--as", "inspector")
    ref = desk.read("cases", "list")[0]["ref"]
    for verb, who, *more in (
        ("issue", "inspector"),
        ("accept", "street"),
        ("submit", "street", "--photo", photo[1]),
        ("claim", "inspector"),
        ("pass", "inspector"),
        ("look-back-pass", "second", "--photo", photo[2]),
        ("close", "second"),
    ):
        desk.run("cases", verb, ref, *more, "--as", who)
    page = desk.read("cases", "show", ref)
    assert (page["row"]["state"], page["row"]["closing"]) == ("closed", "rectified")
    out = desk.folder / "cases.csv"
    desk.run("cases", "export", out)
    assert len(out.read_text("utf-8-sig").splitlines()) == 2
    assert "[case-transition]" in desk.run("cases", "claim", ref, "--as", "second", code=1)


def test_a_person_is_enrolled_changed_and_seen_in_the_list(desk):
    desk.run("organisations", "add", "Street desk", "--kind", "street")
    street = desk.services.city.streets[0]
    desk.run(
        *("accounts", "create", "li.na", "Li Na", "--organisation", "Street desk"),
        *("--role", "street_viewer", "--level", "street", "--street", street.name_zh),
    )
    desk.run("accounts", "edit", "li.na", "--name", "Li Nana")
    row = desk.read("accounts", "show", "li.na")
    assert (row["name"], row["street"]) == ("Li Nana", street.code)
    assert desk.read("accounts", "sessions", "li.na") == []
    assert [one["name"] for one in desk.read("organisations", "list")].count("Street desk")
