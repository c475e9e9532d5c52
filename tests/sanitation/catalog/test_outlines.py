"""A site belongs to its street: by the street's outline, or at least not to another's."""

import shutil

import pytest

from sanitation.catalog.loader import CITIES, load_city
from sanitation.catalog.places import E7
from sanitation.errors import Code, Problem

SQUARE = "POLYGON((118.67 30.00, 118.69 30.00, 118.69 30.02, 118.67 30.02, 118.67 30.00))"
CROSSED = "POLYGON((118.67 30.00, 118.69 30.02, 118.69 30.00, 118.67 30.02, 118.67 30.00))"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(CITIES / "linxi", tmp_path / "mine")
    return tmp_path / "mine"


def with_outlines(folder, *rows):
    lines = ["street,outline", *(f'{code},"{outline}"' for code, outline in rows)]
    (folder / "outlines.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def lies(city, code, lon, lat):
    return city.may_lie_in(city.street(code), round(lon * E7), round(lat * E7))


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [(118.68, 30.01, True), (118.67, 30.01, True), (118.6899999, 30.0199999, True),
     (118.6900001, 30.01, False), (118.68, 29.9999999, False)],
)  # fmt: skip
def test_an_outline_says_what_lies_in_a_street(folder, lon, lat, inside):
    city = load_city(str(with_outlines(folder, ("990101001", SQUARE))))
    assert lies(city, "990101001", lon, lat) is inside
    assert lies(city, "990101002", lon, lat)  # has no outline, and is near enough


@pytest.mark.parametrize(
    ("code", "outline", "column"),
    [("990199999", SQUARE, "street"), ("990101001", CROSSED, "outline"),
     ("990101001", "POINT(118.68 30.01)", "outline"), ("990101001", "a square", "outline")],
)  # fmt: skip
def test_what_is_no_outline_of_a_street_is_refused_with_its_line(
    folder, code, outline, column
):
    with pytest.raises(Problem) as refused:
        load_city(str(with_outlines(folder, (code, outline))))
    assert refused.value.code is Code.INVALID_INPUT
    (fault,) = refused.value.rows
    assert (fault["sheet"], fault["row"], fault["column"]) == ("outlines.csv", "2", column)


def test_an_outline_twice_is_refused(folder):
    with pytest.raises(Problem):
        load_city(str(with_outlines(folder, *[("990101001", SQUARE)] * 2)))


def test_without_outlines_only_another_streets_place_is_refused():
    city = load_city("shenzhen")
    luohu = city.resolve_street("桂园街道")
    for street in city.streets:
        assert lies(city, street.code, street.label_lon, street.label_lat)
    assert lies(city, luohu.code, luohu.label_lon + 0.08, luohu.label_lat)  # 8 km: may be
    nanshan = city.resolve_street("南山街道")
    assert not lies(city, luohu.code, nanshan.label_lon, nanshan.label_lat)
