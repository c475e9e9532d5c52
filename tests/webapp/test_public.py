"""What everybody reads: only released quarters, figures that add up, words for what is not."""

import json
import re
from dataclasses import replace

import pytest

from sanitation.publication.values import NOTHING
from tests.line import QUARTER, finished_quarter
from tests.webapp.world import application, browser
from webapp import plots

NEXT = QUARTER.next
SIZE = 200_000  # bytes a page may have


@pytest.fixture(scope="module")
def house():
    """Give a finished quarter, with the frame of the next one already frozen."""
    with finished_quarter() as finished:
        services = finished.line.services
        services.frames.freeze(finished.line.office, str(NEXT))
        yield services, browser(application(services))


@pytest.fixture(scope="module")
def street(house):
    return house[0].city.streets[0].code


def data_of(page, name):
    return json.loads(re.search(rf'id="{name}-data">(.*?)</script>', page, re.DOTALL)[1])


def rows_of(page, table):
    body = re.search(rf'id="{table}".*?<tbody>(.*?)</tbody>', page, re.DOTALL)[1]
    return re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_the_grades_of_the_front_page_count_every_street_once(house):
    services, client = house
    page = client.get("/").text
    counts = re.search(r'class="grade-counts".*?</table>', page, re.DOTALL)[0]

    told = sum(map(int, re.findall(r"<strong>(\d+)</strong>", counts)))
    assert told == len(services.city.streets) == len(rows_of(page, "ranking"))


def test_a_final_ranking_wears_no_sign_of_a_provisional_one(house):
    page = house[1].get("/").text

    assert "grade-provisional" not in page
    assert "not public" not in page


def test_only_released_quarters_can_be_chosen_and_the_one_shown_is_named(house):
    page = house[1].get("/").text
    menu = re.search(r'class="menu menu-left".*?</details>', page, re.DOTALL)[0]

    offered = re.findall(r"quarter=(\w+)", menu)
    assert offered == [str(QUARTER), str(QUARTER.previous)]
    assert f"Q{QUARTER.number} {QUARTER.year}" in words(menu.partition("<ul")[0])
    assert f"Q{NEXT.number} {NEXT.year} is under way and not published yet" in words(page)


@pytest.mark.parametrize("address", ["/", "/streets/{street}"])
def test_an_unpublished_quarter_says_so_and_leads_to_the_last_published(
    house, street, address
):
    page = house[1].get(address.format(street=street), query_string={"quarter": NEXT}).text

    assert f"Q{NEXT.number} {NEXT.year} is not published yet" in words(page)
    assert f'href="/?quarter={QUARTER}"' in page


@pytest.mark.parametrize("place", ["method", "draws", "problems", "ledger/", "sign-in"])
def test_a_page_that_is_the_same_in_every_quarter_offers_none(house, place):
    assert "menu-left" not in house[1].get(f"/{place}").text


def test_what_the_indicators_cost_a_street_is_what_its_site_index_lacks(house):
    services, _ = house
    for one in services.city.streets:
        page = services.publication.area(None, str(QUARTER), "street", one.code)
        lacking = 100 - page.area.site_index.number
        assert sum(item.points for item in page.lost) == pytest.approx(lacking)
        assert [item.points for item in page.lost] == sorted(
            (item.points for item in page.lost), reverse=True
        )


def test_a_street_page_shows_every_lost_point_with_its_name(house, street):
    services, client = house
    page = client.get(f"/streets/{street}").text
    lost = services.publication.area(None, str(QUARTER), "street", street).lost

    shown = [words(row) for row in rows_of(page, "lost-table")]
    assert len(shown) == len(lost)
    for row, item in zip(shown, lost, strict=True):
        name = f"{item.item} {item.name_en}" if item.item else "found locked"
        assert row.startswith(name)
        assert f"{item.points:.2f}" in row


def test_a_photo_says_what_was_found_where(house, street):
    services, client = house
    page = client.get(f"/streets/{street}").text
    photos = services.publication.area(None, str(QUARTER), "street", street).photos

    assert photos
    for photo in photos:
        venue = services.city.venue(photo.venue).name_en
        assert f'alt="Photo of a finding: {photo.name_en} · {venue}"' in page
        assert client.get(f"/photos/{photo.ref}.jpg?small=1").mimetype == "image/jpeg"


def test_lines_of_the_history_have_names_and_points_for_every_quarter(house, street):
    page = house[1].get(f"/streets/{street}").text
    for line in data_of(page, "history")["series"]:
        assert line["label"]
        quarters = [point["quarter"] for point in line["points"]]
        assert quarters == [str(QUARTER.previous), str(QUARTER)]


def test_an_imported_quarter_says_that_it_has_no_records(house, street):
    page = house[1].get(f"/streets/{street}?quarter={QUARTER.previous}").text

    assert "no records behind it" in page
    assert "lost-table" not in page


def test_published_pages_name_their_checkpoint_rubric_and_the_way_to_verify(house, street):
    _, client = house
    for address in ("/", f"/streets/{street}", f"/streets/{street}/why"):
        footer = client.get(address).text.partition('<footer class="trust">')[2]
        for mark in ("Checkpoint", "Rubric", "Verify this", "Final"):
            assert mark in footer, f"{address} lacks {mark}"


def test_every_public_page_is_light(house, street):
    services, client = house
    district = services.city.district_of(street)
    draw = services.draws.public_listing()[0].ref
    for address in (
        "/", "/?by=districts", f"/streets/{street}", f"/districts/{district}",
        f"/streets/{street}/why", "/method", "/draws", f"/draws/{draw}", "/problems",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.data) < SIZE, address


def test_a_browser_that_asks_for_an_icon_gets_one(house):
    answer = house[1].get("/favicon.ico")

    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


def venue_page(house, street, **figure):
    page = house[0].publication.area(None, str(QUARTER), "street", street)
    here = replace(NOTHING, number=90.0, shown="90.00", **figure)
    return replace(page, venues=(("V01", here, NOTHING),))


@pytest.mark.parametrize("sites", [1, 2, plots.LEAST_SITES - 1])
def test_few_sites_have_no_interval_but_words(house, street, sites):
    (line,) = plots.venue_lines(venue_page(house, street, low=58.0, high=131.0, n=sites))

    assert (line.low, line.high, line.few) == (None, None, True)


def test_enough_sites_have_an_interval_and_its_drawing_ends_with_the_scale(house, street):
    page = venue_page(house, street, low=79.0, high=101.0, n=plots.LEAST_SITES)
    lines = plots.venue_lines(page)
    app = application(house[0])
    with app.test_request_context():
        (row,) = plots.venues(house[0].city, lines)["rows"]

    assert not lines[0].few
    assert (row["lo"], row["hi"]) == (79.0, 100.0)


def test_sites_that_are_all_alike_have_no_interval_of_no_width(house, street):
    page = venue_page(house, street, low=90.0, high=90.0, n=20)
    (line,) = plots.venue_lines(page)

    assert (line.low, line.few) == (None, False)


def test_a_kind_of_place_a_street_does_not_have_is_not_applicable(house):
    services, client = house
    without = next(one for one in services.city.streets if not one.has_urban_village)
    page = services.publication.area(None, str(QUARTER), "street", without.code)
    missing = [venue for venue, here, _ in page.venues if here.empty_because == "na"]

    assert missing == ["V02"]
    rows = rows_of(client.get(f"/streets/{without.code}").text, "venues-table")
    (told,) = [row for row in rows if "Not applicable" in row]
    assert words(told).startswith(services.city.venue("V02").name_en)


def test_the_method_names_every_indicator_with_what_it_costs(house):
    services, client = house
    page = words(client.get("/method").text)
    for venue, items in services.publication.checklists().items():
        assert items, venue
        for item in items:
            assert f"{item.code} {item.name_en} {item.finding_en}" in page


def test_a_place_is_told_what_its_next_grade_needs_and_which_fixes_pay(house, street):
    page = house[1].get(f"/streets/{street}").text

    assert "What would bring the next grade?" in page
    fixes = rows_of(page, "fixes")
    gains = [float(re.findall(r'<td class="num">(.*?)</td>', row)[1]) for row in fixes]
    assert gains == sorted(gains, reverse=True)
    assert len(rows_of(page, "ways")) > 1
