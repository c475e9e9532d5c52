"""A city's folder is refused as a whole, with the place of every fault."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.catalog.keys import REQUIRED
from sanitation.catalog.loader import CALENDARS, CITIES, load_calendar, load_city
from sanitation.errors import Code, Problem


@pytest.fixture
def folder(tmp_path):
    """Give a copy of the small city to spoil."""
    shutil.copytree(CITIES / "linxi", tmp_path / "mine")
    return tmp_path / "mine"


def spoil(path, old, new):
    """Replace a text that is there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refusal(folder):
    """Return what the loader says of a folder."""
    with pytest.raises(Problem) as refused:
        load_city(str(folder))
    assert refused.value.code is Code.INVALID_INPUT
    assert refused.value.facts["remedy"]
    return refused.value


def test_a_copied_city_is_equal_to_the_one_it_was_copied_from(folder):
    assert load_city(str(folder)) == load_city("linxi")
    assert len({load_city(str(folder)), load_city("linxi")}) == 1


def test_one_changed_value_makes_another_city_and_a_later_row_wins(folder):
    with (folder / "defaults.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[default]]\nkey = "sample.per_street"\nvalue = 20\nunit = "sites"\n'
            'label = "city rule"\nvalid_from = 2026-10-01\nversion = 2\n'
            'source = "notice 7"\n'
        )
    city = load_city(str(folder))
    assert city != load_city("linxi")
    assert city.default_int("sample.per_street") == 20
    day = city.default("sample.per_street").valid_from
    assert city.default_int("sample.per_street", day.replace(month=9, day=30)) == 16
    assert not city.default("sample.per_street").is_product_default


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "key"),
    [
        ("streets.csv", "990101001,990101", "990101001,990109", "2", "district"),
        ("streets.csv", "30.0100", "north", "2", "label_lat"),
        ("streets.csv", "990101002", "990101001", "3", "code"),
        ("streets.csv", "yes", "maybe", "2", "urban_village"),
        ("streets.csv", "老桥街道", "东门", "", "990101003"),
        ("streets.csv", "老桥街道", "老桥,街道", "3", "row"),
        ("streets.csv", "code,", "id,", "1", "header"),
        ("districts.csv", "1,990101", "first,990101", "2", "order"),
        ("venue_types.csv", "V02", "V01", "3", "id"),
        ("city.toml", "Asia/Shanghai", "Asia/Nowhere", "", "timezone"),
        ("city.toml", '"cn"', '"nowhere"', "", "calendar"),
        ("city.toml", "west = 118.55", "west = 119.55", "[bounds]", "west"),
        ("city.toml", "least = 80", "least = 95", "", "grades"),
        ("severities.csv", "S1,", "S9,", "2", "code"),
        ("defaults.toml", '"sample.cool_off"', '"sample.rest"', "", "sample.cool_off"),
        ("defaults.toml", "value = 2\n", "value = 0.5\n", "[[default]] 1", "value"),
        ("defaults.toml", '"sites"', '"streets"', "[[default]] 1", "unit"),
        ("defaults.toml", "2026-01-01", '"soon"', "[[default]] 1", "valid_from"),
    ],
)
def test_a_fault_is_told_with_file_line_and_key(folder, file, old, new, line, key):
    spoil(folder / file, old, new)
    found = [(r["sheet"], r["row"], r["column"]) for r in refusal(folder).rows]
    assert (file, line, key) in found


def test_all_faults_are_told_at_once(folder):
    spoil(folder / "streets.csv", "30.0100", "north")
    spoil(folder / "districts.csv", "yes", "perhaps")
    (folder / "industries.csv").unlink()
    sheets = {row["sheet"] for row in refusal(folder).rows}
    assert sheets == {"streets.csv", "districts.csv", "industries.csv"}


def test_a_zone_among_the_streets_is_refused(folder):
    rows = "code,name_zh,name_en\n990101001,临江保税区,Linjiang Bonded Zone\n"
    (folder / "zones.csv").write_text(rows, encoding="utf-8")
    assert "zone is not a street" in refusal(folder).facts["remedy"]


def test_broken_toml_and_a_wrong_encoding_are_told(folder):
    (folder / "survey.toml").write_text("levels = [", encoding="utf-8")
    assert refusal(folder).facts["file"] == "survey.toml"
    (folder / "survey.toml").unlink()
    (folder / "streets.csv").write_bytes("街道".encode("gb18030"))
    assert any("UTF-8" in row["wanted"] for row in refusal(folder).rows)


def test_a_folder_without_a_city_names_the_ones_there_are(tmp_path):
    assert "shenzhen" in refusal(tmp_path).facts["remedy"]


@given(key=st.sampled_from(sorted(REQUIRED)))
def test_no_key_may_be_left_empty(key, tmp_path_factory):
    folder = tmp_path_factory.mktemp("city") / "mine"
    shutil.copytree(CITIES / "linxi", folder)
    spoil(folder / "defaults.toml", f'key = "{key}"', 'key = "other"')
    assert key in {row["column"] for row in refusal(folder).rows}


def test_a_city_may_bring_its_own_calendar(folder):
    for ending in ("toml", "csv"):
        shutil.copy(CALENDARS / f"cn.{ending}", folder / f"own.{ending}")
    spoil(folder / "own.toml", '"09:00-12:00", "14:00-18:00"', '"08:00-16:00"')
    spoil(folder / "city.toml", 'calendar = "cn"', 'calendar = "own"')
    calendar = load_calendar(load_city(str(folder)).calendar)
    assert len(calendar.hours) == 1


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("own.toml", "2026]", "twenty]", ""),
        ("own.toml", "2026]", '"2026"]', "years"),
        ("own.toml", "09:00-12:00", "15:00-12:00", "hours"),
        ("own.toml", "09:00-12:00", "nine-12:00", "hours"),
        ("own.csv", "2026-05-09,make_up", "2026-05-08,make_up", "kind"),
        ("own.csv", "2026-05-09,make_up", "2027-05-09,make_up", "date"),
        ("own.csv", "2026-05-09,make_up", "2026-05-09,swap", "kind"),
    ],
)
def test_a_fault_in_a_calendar_is_told(tmp_path, file, old, new, key):
    for ending in ("toml", "csv"):
        shutil.copy(CALENDARS / f"cn.{ending}", tmp_path / f"own.{ending}")
    spoil(tmp_path / file, old, new)
    with pytest.raises(Problem) as refused:
        load_calendar(str(tmp_path / "own"))
    found = refused.value.rows
    assert (file, key) in {(row["sheet"], row["column"]) for row in found}
