"""The cities that come with the product, and how a place is found by its name."""

import csv
import string
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.catalog.loader import city_names, load_city
from sanitation.catalog.places import Projection, street_spellings
from sanitation.catalog.rubrics import rubric_bytes, rubric_files, rubric_texts
from sanitation.errors import Code, Problem
from tests.reference import reference_file

SHENZHEN = load_city("shenzhen")
CITIES = [load_city(name) for name in city_names()]
streets = st.sampled_from(SHENZHEN.streets)


def table(name):
    """Return the rows of a published table of Shenzhen."""
    text = reference_file(f"shenzhen/{name}").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


@given(street=streets)
def test_every_spelling_of_a_street_finds_it(street):
    for name in street_spellings(street, SHENZHEN.street_suffixes):
        assert SHENZHEN.resolve_street(name) == street


@given(street=streets, other=st.sampled_from(SHENZHEN.ranked_districts))
def test_a_district_beside_the_name_must_be_the_street_s_own(street, other):
    text = f"{street.name_zh}（{other.name_zh}）"
    if street.district_code == other.code:
        assert SHENZHEN.resolve_street(text) == street
    else:
        with pytest.raises(Problem) as refused:
            SHENZHEN.resolve_street(text)
        assert refused.value.code is Code.UNKNOWN_PLACE


@given(x=st.integers(-50_000, 50_000), y=st.integers(-50_000, 50_000))
def test_metres_and_degrees_are_each_other_s_inverse(x, y):
    projection = SHENZHEN.projection
    assert projection.to_metres(*projection.to_degrees(x, y)) == (x, y)


def test_a_degree_is_as_long_as_the_file_says():
    projection = Projection(0, 0, 100_000, 110_000)
    assert projection.to_metres(10_000_000, -10_000_000) == (100_000, -110_000)


def test_shenzhen_has_the_published_streets_in_their_ranking_districts():
    names = {district.code: district.name_zh for district in SHENZHEN.districts}
    ours = {s.code: (s.name_zh, names[s.district_code]) for s in SHENZHEN.streets}
    assert ours == {r["code"]: (r["street"], r["district"]) for r in table("streets.csv")}


def test_shenzhen_ranks_the_published_districts():
    ours = {
        (d.name_zh, d.statutory_code or "", str(len(SHENZHEN.streets_of(d.code))))
        for d in SHENZHEN.ranked_districts
    }
    published = table("ranking_districts.csv")
    assert ours == {
        (r["district"], r["statutory_code"], r["street_count"]) for r in published
    }


def test_dapeng_ranks_as_a_district_though_its_streets_carry_longgang_s_prefix():
    dapeng = SHENZHEN.resolve_district("大鹏新区")
    assert dapeng.statutory_code is None
    codes = [street.code for street in SHENZHEN.streets_of(dapeng.code)]
    assert codes == ["440307009", "440307010", "440307011"]
    assert SHENZHEN.district_of("440307009") == dapeng.code


def test_the_streets_without_urban_village_are_the_published_five():
    ours = {street.code for street in SHENZHEN.streets if not street.has_urban_village}
    published = table("streets_without_urban_village.csv")
    assert ours == {row["street_code"] for row in published}


def test_a_statistical_zone_is_never_a_street():
    for row in table("statistical_zones_not_streets.csv"):
        for text in (row["code"], row["name"]):
            with pytest.raises(Problem) as refused:
                SHENZHEN.resolve_street(text)
            assert refused.value.facts["reason"] == "zone"


def test_venue_types_stand_in_the_published_order():
    published = [row["venue_type_cn"] for row in table("venue_types_2023.csv")]
    assert [venue.name_zh for venue in SHENZHEN.venue_types] == published
    assert [v.id for v in SHENZHEN.venue_types] == [f"V{n:02}" for n in range(1, 13)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("南澳办事处(大鹏新区)", "440307011"),
        ("南澳街道(大鹏)", "440307011"),
        ("福田", "440304004"),
        ("福田区福田街道", "440304004"),
        ("xin'an", "440306017"),
        (" 华强北 ", "440304011"),
    ],
)
def test_names_as_printed_tables_write_them(text, code):
    assert SHENZHEN.resolve_street(text).code == code


def test_an_unknown_street_is_answered_with_suggestions():
    with pytest.raises(Problem) as refused:
        SHENZHEN.resolve_street("华强街道")
    assert "华强北街道" in refused.value.facts["suggestions"]


def test_the_area_that_no_ranking_shows_is_in_the_register_and_not_ranked():
    assert not SHENZHEN.resolve_district("深汕特别合作区").ranked
    assert len(SHENZHEN.ranked_districts) == 10


@pytest.mark.parametrize("city", CITIES, ids=city_names())
def test_every_label_lies_in_its_city(city):
    assert all(city.bounds.holds(*street.label_e7) for street in city.streets)
    assert len({street.label_e7 for street in city.streets}) == len(city.streets)


@pytest.mark.parametrize("city", CITIES, ids=city_names())
def test_every_english_name_is_plain_and_ends_alike(city):
    letters = set(string.ascii_letters + "' ")
    for street in city.streets:
        assert street.name_en.endswith(" Subdistrict")
        assert set(street.name_en) <= letters


@pytest.mark.parametrize("city", CITIES, ids=city_names())
def test_the_rubric_of_a_city_fits_its_words(city):
    rubric = tomllib.loads(rubric_bytes(city).decode())
    assert {group["id"] for group in rubric["groups"]} == {s.code for s in city.sub_indices}
    assert set(rubric["tables"]["venues"]) == {venue.id for venue in city.venue_types}
    caps = dict.fromkeys(rubric["tables"]["venues"], 0)
    for item in rubric["items"]:
        for venue in item["venues"]:
            caps[venue] += item["cap"]
    assert set(caps.values()) == {100}
    bands = rubric["tables"]["grades"]
    assert [(band["label"], band.get("min")) for band in bands] == [
        (grade.label, grade.least) for grade in city.grades
    ]
    assert set(rubric_texts(city)) == {item["id"] for item in rubric["items"]}


def test_an_unknown_rubric_is_refused_and_has_no_words():
    linxi = load_city("linxi")
    assert linxi.rubric_id in {file.id for file in rubric_files(linxi)}
    assert not rubric_texts(linxi, "no-such-rubric")
    with pytest.raises(Problem) as refused:
        rubric_bytes(linxi, "no-such-rubric")
    assert refused.value.code is Code.RUBRIC_UNKNOWN


def test_severities_carry_the_limits_of_the_defaults():
    urgent = SHENZHEN.severity("S1")
    assert (urgent.accept.amount, urgent.accept.unit) == (2, "natural_hours")
    works = SHENZHEN.severity("S4")
    assert works.plan is not None
    assert (works.plan.amount, works.rectify.amount) == (5, 30)
    assert [s.look_back_pct for s in SHENZHEN.severities] == [100, 100, 30, 100]


def test_a_default_is_read_by_its_kind_and_its_day():
    assert SHENZHEN.default_int("sample.per_street") == 64
    assert SHENZHEN.default_text("index.weights") == "90:10"
    assert SHENZHEN.default("sample.per_street").is_product_default
    with pytest.raises(Problem, match="a whole number"):
        SHENZHEN.default_int("index.weights")
    with pytest.raises(Problem, match=r"sample\.no_such"):
        SHENZHEN.default_int("sample.no_such")
    with pytest.raises(Problem):
        SHENZHEN.default_int("sample.per_street", date(2016, 12, 31))


def test_the_survey_and_the_checklists_are_complete():
    assert [level.points for level in SHENZHEN.levels] == [100, 75, 50, 25, 0, None]
    topics = [question.sub_index for question in SHENZHEN.questions]
    assert topics == ["", *(sub_index.code for sub_index in SHENZHEN.sub_indices)]
    sizes = {checklist.code: len(checklist.lines) for checklist in SHENZHEN.checklists}
    assert sizes == {"building": 10, "patrol": 10, "cross_inspection": 10, "campaign": 4}
    assert len(SHENZHEN.industries) == 16
