"""All figures of a quarter: chosen in the address, exported as shown, and computed again."""

import csv
import io
import json
import re
import warnings

import formulas
import openpyxl
import pytest

from tests.line import QUARTER, finished_quarter
from tests.webapp.test_public import rows_of, words
from tests.webapp.world import application, browser


@pytest.fixture(scope="module")
def house():
    """Give a finished quarter and a browser nobody is signed in to."""
    with finished_quarter() as finished:
        services = finished.line.services
        yield services, browser(application(services))


def exported(client, ending, **asked):
    answer = client.get(f"/results/export.{ending}", query_string=asked)
    assert answer.status_code == 200
    return answer.data


def lines(client, **asked):
    text = exported(client, "csv", **asked).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def recomputed(book):
    """Return every cell's value after a spreadsheet engine has computed the book."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the engine's own libraries
        solution = formulas.ExcelModel().loads(book).finish().calculate()
    found = {}
    for name, cell in solution.items():
        if hasattr(cell, "value"):
            found[str(name).split("!")[-1].strip("'")] = cell.value[0][0]
    return found


def test_an_export_holds_exactly_the_lines_the_page_shows(house):
    services, client = house
    district = services.city.ranked_districts[0].code
    show = next(
        one for one in ("rose", "fell") if lines(client, district=district, show=one)
    )
    asked = {"district": district, "show": show, "order": "change"}

    page = client.get("/results/", query_string=asked).text
    shown = re.findall(r'/streets/([^?"]+)\?quarter', "".join(rows_of(page, "results")))
    codes = [row["code"] for row in lines(client, **asked)]

    assert codes
    assert codes == list(dict.fromkeys(shown))
    told = json.loads(exported(client, "json", **asked))
    assert [area["code"] for area in told["areas"]] == codes
    assert told["filter"]["district"] == district
    link = re.search(r'href="(/results/export\.csv[^"]*)"', page)[1].replace("&amp;", "&")
    assert client.get(link).data == exported(client, "csv", **asked, quarter=str(QUARTER))


@pytest.mark.parametrize("order", ["rank", "change"])
def test_the_book_computes_every_composite_to_the_last_digit_shown(house, tmp_path, order):
    _, client = house
    path = tmp_path / "book.xlsx"
    path.write_bytes(exported(client, "xlsx", order=order))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    values = recomputed(str(path))

    published = {row["code"]: row for row in lines(client)}
    areas = list(sheet.iter_rows(min_row=3))
    assert len(areas) == len(published)
    for number, _cells in enumerate(areas, 3):
        row = published[sheet[f"{heads['Code']}{number}"].value]
        assert sheet[f"{heads['Rounded']}{number}"].value.startswith("=ROUND(")
        printed = values[f"{heads['Rounded']}{number}"]
        assert f"{printed:.2f}" == row["index"]
        assert values[f"{heads['Difference']}{number}"] == pytest.approx(0, abs=1e-12)
        assert values[f"{heads['Grade']}{number}"] == row["grade"]
        site = values[f"{heads['Site index']}{number}"]
        assert f"{site:.2f}" == row["site_index"]


def test_another_weight_makes_another_composite(house, tmp_path):
    _, client = house
    path = tmp_path / "book.xlsx"
    path.write_bytes(exported(client, "xlsx"))
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    before = recomputed(str(path))[f"{heads['Rounded']}3"]
    sheet[f"{heads['Satisfaction']}2"] = 90
    book.save(path)

    assert recomputed(str(path))[f"{heads['Rounded']}3"] != before


def test_a_quarter_taken_over_is_exported_as_values_for_nobody_knows_its_parts(house):
    _, client = house
    data = exported(client, "xlsx", quarter=str(QUARTER.previous))

    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert not [text for text in cells if text.startswith("=")]
    assert len(list(sheet.iter_rows(min_row=2))) == len(lines(client))


def test_a_level_put_together_otherwise_is_exported_as_values(house):
    _, client = house  # this city's districts are means of their streets
    data = exported(client, "xlsx", by="districts")

    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert len(list(sheet.iter_rows(min_row=2))) == len(lines(client, by="districts"))


def test_a_choice_nobody_knows_is_refused_and_an_empty_one_is_told(house):
    services, client = house
    for asked in ({"grade": "Z"}, {"venue": "V99"}, {"show": "x"}, {"district": "0"}):
        assert client.get("/results/", query_string=asked).status_code == 422, asked

    absent = next(
        asked
        for district in services.city.ranked_districts
        for grade in services.city.grades
        if not lines(client, **(asked := {"district": district.code, "grade": grade.label}))
    )
    page = client.get("/results/", query_string=absent).text
    assert "Nothing fits this choice" in page


def test_a_place_without_such_sites_is_not_applicable_and_never_zero(house):
    _, client = house
    page = client.get("/results/special").text

    assert "not applicable, which is neither zero nor last" in words(page)
    for table in re.findall(r'<table class="table[^>]*id="([^"]+)"', page):
        for row in rows_of(page, table):
            if "Not applicable" in row:
                assert ">0.00<" not in row
                assert 'data-value="9999"' in row


def test_a_quarter_without_records_has_no_special_indices(house):
    page = house[1].get(f"/results/special?quarter={QUARTER.previous}").text

    assert "This quarter has no special indices" in page


def test_a_quarter_that_is_not_published_shows_no_figures(house):
    client = house[1]
    for path in ("/results/", "/results/special"):
        page = client.get(f"{path}?quarter={QUARTER.next}").text
        assert "not published yet" in page
    assert client.get(f"/results/export.csv?quarter={QUARTER.next}").status_code == 404


def test_every_figure_with_a_link_is_taken_apart(house):
    _, client = house
    pages = [client.get(path).text for path in ("/results/special", "/results/?sub=clean")]
    links = set(re.findall(r'href="(/[a-z]+/[^"]+/why[^"]*)"', "".join(pages)))

    assert any("sub_index.clean" in link for link in links)
    assert any("village" in link for link in links)
    for link in links:
        told = client.get(link.replace("&amp;", "&"))
        assert told.status_code == 200, link
        assert "Why " in told.text
        assert "%" in words(told.text)
