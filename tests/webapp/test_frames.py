"""The page of a frame: sizes are chosen there, refusals name the place, anybody may read it."""

import pytest

from sanitation.accounts.rules import Role
from tests.factories import accounts, quarter
from tests.factories.quarter import QUARTER
from tests.webapp.world import application, browser
from tests.world import small_world

FIRST = "990101001"


@pytest.fixture
def desk():
    with small_world() as services:
        office = accounts.account(services, Role.OFFICE)
        quarter.lay(services, office, quarter.register(services, 40))
        app = application(services)
        token = accounts.signed_in(services, office)
        yield services, browser(app, token), browser(app)


def freeze(office, **form):
    return office.post("/frames/freeze", data={"quarter": QUARTER, **form})


def test_what_is_chosen_on_the_page_is_what_the_frame_gives(desk):
    services, office, _anybody = desk
    name = services.city.street(FIRST).name_zh
    answer = freeze(
        office, per_street="8", streets=f"{name}=12\n", max_share="4", measure="equal",
        venue_least="", least_V04="8", minimum="4", rehearsal="yes",
    )  # fmt: skip
    assert answer.status_code == 303
    page = office.get(answer.location).text
    assert "This frame is for a rehearsal" in page
    assert "8 in each street" in page
    assert "nothing: all alike" in page
    (frame,) = services.challenges.listing()
    kept = services.challenges.page(frame.ref).sizes
    assert {one.street: one.planned for one in kept.streets}[FIRST] == 12
    assert kept.choices["venue_least"] == {"V04": 8}


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"per_street": "64", "exact": "yes"}, "56 more sites"),
        ({"least_V04": "90"}, "82 more sites"),
        ({"minimum": "3"}, "an even number"),
        ({"streets": "Atlantis=5"}, "Atlantis"),
        ({"streets": "12"}, "a name or code, =, a whole number"),
        ({"by_size": f"{FIRST} V04"}, "at least 6 of 30 sites"),
        ({"measure": "luck"}, "one of weight"),
    ],
)
def test_what_cannot_be_is_refused_with_the_place_and_nothing_is_stored(desk, form, told):
    services, office, _anybody = desk
    answer = freeze(office, **form)
    assert answer.status_code == 422
    assert told in answer.text
    assert services.challenges.listing() == ()


def test_the_same_is_said_in_chinese_and_as_json(desk):
    _services, office, _anybody = desk
    form = {"quarter": QUARTER, "least_V04": "90"}
    page = office.post("/frames/freeze", data=form, headers={"Accept-Language": "zh-CN"})
    found = office.post("/frames/freeze", data=form, headers={"Accept": "application/json"})
    assert (found.json["facts"]["venue"], found.json["facts"]["short"]) == ("V04", "82")
    assert "82" in page.text


def test_anybody_reads_a_frame_with_its_changes_objections_and_one_row(desk):
    services, office, anybody = desk
    ref = freeze(office).location.rsplit("/", 1)[1]
    site = f"{FIRST}-V01-00001"
    told = {"raised_by": "a street office", "site": site, "text": "It is gone."}
    assert office.post(f"/frames/{ref}/challenge", data=told).status_code == 303
    listing, page = anybody.get("/frames/public/").text, anybody.get(
        f"/frames/public/{ref}?site={site}"
    ).text  # fmt: skip
    assert ref in listing
    assert "open to challenge until" in page
    assert "It is gone." in page
    assert "Not answered yet." in page
    assert f"{site},{FIRST},V01" in page
    data = anybody.get(f"/frames/public/{ref}/frame.csv").data
    assert data == services.challenges.files(ref)["frame.csv"]
    assert anybody.get(f"/frames/public/{ref}/frame_diff.csv").data.startswith(
        b"site_id,change"
    )
    assert anybody.get(f"/frames/public/{ref}/policy.json").status_code == 404
    (objection,) = services.challenges.page(ref).objections
    answer = {"answer": "It stands."}
    done = office.post(f"/frames/objections/{objection.ref}/answer", data=answer)
    assert done.status_code == 303
    assert "It stands." in anybody.get(f"/frames/public/{ref}").text
