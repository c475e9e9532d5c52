"""A register's file is laid over whole or not at all, and every fault names its cell."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from sanitation.accounts.rules import Kind, Place, Role
from sanitation.errors import Code
from sanitation.exchange import reading
from sanitation.sites.values import Filters, ImportRegister
from tests.factories import accounts
from tests.world import everything, refuses, small_world, undone

ROW = {
    "site_id": "990101001-V01-00001",
    "venue": "V01",
    "street": "临江街道",
    "name": "Bridge Road",
    "address": "",
    "lon": "118.71",
    "lat": "30.01",
    "size": "3",
    "opened_on": "2020-01-15",
    "contractor": "",
}
TOILET = {
    "site_id": "990101001-V04-00001",
    "venue": "公共厕所",
    "toilet_class": "2",
    "kind": "detached",
    "industry": "park",
    "stalls_women": "4",
    "third_toilet": "yes",
    "status": "open",
}


@pytest.fixture(scope="module")
def world():
    with small_world() as services:
        yield services, accounts.account(services, Role.OFFICE)


@pytest.fixture(autouse=True)
def clean(world):
    with undone(world[0]):
        yield


def sheet(*rows):
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [",".join(columns)]
    lines += [",".join(f'"{row.get(key, "")}"' for key in columns) for row in rows]
    return "\n".join(lines).encode()


def lay(world, data, *, filename="sites.csv", encoding="utf-8", dry_run=False, actor=None):
    services, office = world
    command = ImportRegister(data, filename, encoding, dry_run, "survey of 2026", "en")
    return services.sites.import_register(actor or office, command)


def faults(world, data, **given):
    with refuses(world[0], Code.IMPORT_REFUSED) as refused:
        lay(world, data, **given)
    return [(row["row"], row["column"]) for row in refused.value.rows]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"site_id": ""}, "site number"),
        ({"site_id": "a lower case one"}, "site_id"),
        ({"site_id": "X" * 55}, "site number"),
        ({"venue": "casino"}, "venue type"),
        ({"venue": ""}, "venue type"),
        ({"street": "月球街道"}, "street"),
        ({"name": ""}, "name"),
        ({"name": "n" * 121}, "name"),
        ({"address": "a" * 201}, "address"),
        ({"lon": "east"}, "longitude"),
        ({"lat": ""}, "latitude"),
        ({"lon": "118.10"}, "lon"),
        ({"lat": "31.5"}, "lon"),
        ({"lon": "30.01", "lat": "118.71"}, "lon"),
        ({"size": "0"}, "size"),
        ({"size": "1.5"}, "size"),
        ({"size": "99999999999"}, "size"),
        ({"opened_on": "2020-02-30"}, "opened on"),
        ({"contractor": "Nobody Ltd"}, "contractor"),
        ({"kind": "detached"}, "kind"),
        ({"stalls_men": "3"}, "stalls_men"),
        ({"third_toilet": "yes"}, "third_toilet"),
    ],
)
def test_one_bad_cell_refuses_the_whole_file_and_is_named(world, changes, column):
    good = ROW | {"site_id": "990101001-V01-00009"}
    assert faults(world, sheet(good, ROW | changes)) == [("3", column)]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"toilet_class": "4"}, "toilet class"),
        ({"toilet_class": ""}, "toilet_class"),
        ({"kind": "flying"}, "kind of toilet"),
        ({"kind": ""}, "kind"),
        ({"industry": "mining"}, "industry"),
        ({"stalls_women": "-1"}, "women's stalls"),
        ({"stalls_women": "201"}, "women's stalls"),
        ({"third_toilet": "perhaps"}, "third toilet"),
        ({"status": "haunted"}, "status"),
        ({"status": ""}, "status"),
    ],
)
def test_a_toilet_needs_its_own_fields_in_order(world, changes, column):
    assert faults(world, sheet(ROW | TOILET | changes)) == [("2", column)]


def test_every_fault_of_a_file_is_told_at_once(world):
    bad = [ROW | {"site_id": f"990101001-V01-0000{n}", "street": "?"} for n in range(3)]
    assert faults(world, sheet(ROW | {"site_id": "A-1"}, *bad)) == [
        ("3", "street"),
        ("4", "street"),
        ("5", "street"),
    ]


def test_a_number_given_twice_is_refused(world):
    assert faults(world, sheet(ROW, ROW)) == [("3", "site_id")]


def test_a_street_is_known_by_its_alias(world):
    lay(world, sheet(ROW | {"street": "老桥街道"}))
    services, office = world
    assert services.sites.listing(office, Filters()).rows[0].street == "990101002"


def test_an_unknown_heading_refuses_the_file(world):
    assert faults(world, sheet(ROW | {"colour": "red"})) == [("1", "colour")]


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(world):
    before = everything(world[0])
    report = lay(world, sheet(ROW, ROW | TOILET), dry_run=True)
    assert (report.added, report.changed, report.unchanged) == (2, 0, 0)
    assert everything(world[0]) == before


@pytest.mark.parametrize("days", [0, 1])
def test_the_same_file_again_changes_nothing_even_a_day_later(world, days):
    silent = {key: value for key, value in ROW.items() if key != "opened_on"}
    lay(world, sheet(silent, silent | TOILET))
    world[0].clock.advance(timedelta(days=days))
    before = everything(world[0])
    report = lay(world, sheet(silent, silent | TOILET))
    assert (report.added, report.changed, report.unchanged) == (0, 0, 2)
    assert everything(world[0]) == before


def test_a_changed_file_changes_what_differs_and_keeps_what_was(world):
    services, office = world
    lay(world, sheet(ROW, ROW | TOILET))
    report = lay(world, sheet(ROW | {"size": "5"}, ROW | TOILET | {"stalls_women": "6"}))
    assert (report.added, report.changed, report.unchanged) == (0, 2, 0)
    road = services.sites.site(office, ROW["site_id"])
    assert road.history[0].fields == (("size", "3", "5"),)
    toilet = services.sites.site(office, TOILET["site_id"])
    assert toilet.history[0].fields == (("stalls_women", "4", "6"),)
    assert [line.kind for line in toilet.history] == ["edited", "added"]


def test_each_import_has_one_entry_that_names_the_file(world):
    services = world[0]
    report = lay(world, sheet(ROW))
    entry = services.ledger.latest(1)[0]
    assert (entry.kind, entry.object) == ("SitesChanged", report.digest[:32])
    assert services.blobs.get(report.digest) == sheet(ROW)


def test_a_number_keeps_its_place_and_its_type(world):
    lay(world, sheet(ROW))
    assert faults(world, sheet(ROW | {"street": "东门街道"})) == [("2", "street")]
    assert faults(world, sheet(ROW | {"venue": "V03"})) == [("2", "venue")]


def test_the_number_of_a_closed_site_is_never_used_again(world):
    services, office = world
    lay(world, sheet(ROW))
    services.sites.close(office, ROW["site_id"], 1, "demolished")
    assert faults(world, sheet(ROW)) == [("2", "site_id")]


def test_an_organisation_that_is_no_contractor_keeps_no_site(world):
    accounts.organisation(world[0], Kind.AGENCY, "Third Party")
    assert faults(world, sheet(ROW | {"contractor": "Third Party"})) == [
        ("2", "contractor")
    ]


def test_gb18030_is_read_when_it_is_said_and_never_guessed(world):
    data = sheet(ROW | {"name": "龘路"}).decode().encode("gb18030")
    with refuses(world[0], Code.FILE_UNREADABLE):
        lay(world, data)
    with refuses(world[0], Code.INVALID_INPUT):
        lay(world, data, encoding="latin-1")
    lay(world, data, encoding="gb18030")
    services, office = world
    assert services.sites.listing(office, Filters()).rows[0].name == "龘路"


def test_a_district_imports_its_own_streets_only(world):
    services, _office = world
    own = Place("990101", "990101001")
    district = accounts.account(services, Role.DISTRICT_VIEWER, place=own)
    lay(world, sheet(ROW), actor=district)
    foreign = ROW | {"site_id": "B-1", "street": "湖滨街道"}
    with refuses(services, Code.NOT_FOUND):
        lay(world, sheet(ROW | {"site_id": "B-2"}, foreign), actor=district)


def test_a_district_learns_nothing_of_a_foreign_site_but_that_its_number_is_taken(world):
    services, _office = world
    lay(world, sheet(ROW | {"street": "湖滨街道"}))
    district = accounts.account(
        services, Role.DISTRICT_VIEWER, place=Place("990101", "990101001")
    )
    with refuses(services, Code.IMPORT_REFUSED) as refused:
        lay(world, sheet(ROW), actor=district)
    (told,) = refused.value.rows
    assert (told["column"], told["wanted"]) == ("site_id", "a number never used")


def test_the_templates_own_example_can_be_imported(world):
    book = load_workbook(io.BytesIO(world[0].sites.template("en")))
    page = book.worksheets[0]
    page["A3"] = str(page["A3"].value).lstrip("# ")  # the example becomes a row of data
    out = io.BytesIO()
    book.save(out)
    report = lay(world, out.getvalue(), filename="sites.xlsx")
    assert report.added == 1


def exported(world):
    services, office = world
    return services.sites.export(office, Filters())


def test_an_unchanged_export_changes_nothing_closed_sites_and_toilets_included(world):
    services, office = world
    accounts.organisation(services, Kind.CONTRACTOR, name="Clean Streets")
    kept = {**ROW, "contractor": "Clean Streets", "name": "-3 level, north"}
    gone = {**ROW, "site_id": "990101001-V01-00002", "address": "=HERE"}
    lay(world, sheet(kept, gone, {**ROW, **TOILET, "contractor": ""}))
    services.sites.close(office, gone["site_id"], 1, "built over")
    before = everything(services)

    report = lay(world, exported(world))

    assert (report.added, report.changed, report.unchanged) == (0, 0, 3)
    assert everything(services) == before


@pytest.mark.parametrize(
    ("now", "given", "told"),
    [
        ("active", "closed", "active, as it stands; use sites close"),
        ("closed", "active", "closed, as it stands; use sites reopen"),
        (None, "closed", "active: the site is new"),
    ],
)
def test_an_import_closes_and_opens_nothing_and_names_the_command(world, now, given, told):
    services, office = world
    if now:
        lay(world, sheet(ROW))
    if now == "closed":
        services.sites.close(office, ROW["site_id"], 1, "built over")
    with refuses(services, Code.IMPORT_REFUSED) as refused:
        lay(world, sheet({**ROW, "state": given}))
    (fault,) = refused.value.rows
    assert (fault["column"], fault["got"], fault["wanted"]) == ("state", given, told)


def test_a_closed_site_cannot_be_edited_by_an_export_read_back(world):
    services, office = world
    lay(world, sheet(ROW))
    services.sites.close(office, ROW["site_id"], 1, "built over")
    changed = exported(world).replace(b"Bridge Road", b"Bridge Way")
    assert faults(world, changed) == [("2", "site_id")]


def rows_in_parts(count, **last):
    made = [ROW | {"site_id": f"990101001-V01-{n:05d}"} for n in range(count)]
    return [*made[:-1], made[-1] | last]


def test_a_fault_in_the_last_part_leaves_nothing_of_the_first(world, monkeypatch):
    monkeypatch.setattr(reading, "PART", 2)
    told = faults(world, sheet(*rows_in_parts(7, lon="30.01", lat="118.71")))
    assert told == [("8", "lon")]


def test_a_number_of_an_earlier_part_is_there_twice(world, monkeypatch):
    monkeypatch.setattr(reading, "PART", 2)
    told = faults(world, sheet(*rows_in_parts(7, site_id="990101001-V01-00000")))
    assert told == [("8", "site_id")]


def test_form_is_told_before_the_city_whichever_part_it_is_in(world, monkeypatch):
    monkeypatch.setattr(reading, "PART", 2)
    rows = rows_in_parts(7, size="many")
    told = faults(world, sheet(rows[0] | {"street": "Atlantis"}, *rows[1:]))
    assert told == [("8", "size")]


def test_parts_are_counted_and_told_as_they_are_read(world, monkeypatch):
    monkeypatch.setattr(reading, "PART", 3)
    services, office = world
    told = []
    command = ImportRegister(
        sheet(*rows_in_parts(7)), "sites.csv", "utf-8", dry_run=False, reason="survey",
        bulk=True, progress=told.append,
    )  # fmt: skip
    report = services.sites.import_register(office, command)
    assert (report.added, report.changed, report.unchanged) == (7, 0, 0)
    assert told == [3, 6, 7]
    again = services.sites.import_register(office, command)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 7)
