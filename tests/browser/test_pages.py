"""Every page of every role: it answers, fits, is accessible, speaks one language."""

import pytest
from playwright.sync_api import expect

from tests.browser.house import opened
from tests.browser.looking import faults, heavy
from tests.browser.walking import is_public, reachable

pytestmark = pytest.mark.browser

HANDLES = ("", "office", "auditor", "inspector", "admin", "district", "street", "contractor",
           "reviewer01", "adjudicator01", "panellist01", "trustee1", "assessor")  # fmt: skip
DESK, PHONE = ("zh", False), ("en", True)
# A phone is looked at in the dark, a desk by day. Those responsible share their pages:
# theirs are looked at in the other two combinations.
LOOKS = [
    *(
        (h, *look)
        for h in HANDLES
        if h not in {"street", "contractor"}
        for look in (DESK, PHONE)
    ),
    ("street", "zh", True),
    ("contractor", "en", False),
]
# Reached by doing something, not by a link; the tests of that work look at them.
IN_THE_WORK = {
    "account.confirm",
    "adjudications.bench",
    "adjudications.photo",
    "appeals.evidence",
    "findings.form",
    "ledger.record",
    "panels.photo",
    "panels.seat",
    "public.icon",
    "public.problems",
    "sign_in.welcome",
    "static",
}


@pytest.fixture(scope="module")
def city(moments, tmp_path_factory):
    with opened(moments["running"], tmp_path_factory.mktemp("pages") / "home") as house:
        yield house


@pytest.fixture(scope="module")
def pages(city):
    """Give the pages each person reaches; the assessor is whoever has work today."""
    names = {
        handle: city.leader() if handle == "assessor" else handle for handle in HANDLES
    }
    return {handle: (name, reachable(city, name)) for handle, name in names.items()}


def test_every_page_is_reached_by_following_links(city, pages):
    reached = {endpoint for _, found in pages.values() for endpoint in found.values()}
    known = {
        rule.endpoint for rule in city.app.url_map.iter_rules() if "GET" in rule.methods
    }

    assert known - reached - IN_THE_WORK == set()


@pytest.mark.parametrize(("handle", "language", "phone"), LOOKS)
def test_pages_are_sound(city, pages, desks, handle, language, phone):
    name, found = pages[handle]
    page = desks.sit(city, name, phone=phone, language=language, dark=phone)
    # One address an endpoint; what everybody may see is looked at as nobody.
    paths = {e: p for p, e in reversed(found.items()) if not (name and is_public(city, e))}
    page.goto("/")  # brings the style and the scripts every page shares
    wrong = {path: looked_at(page, desks, path) for path in paths.values()}

    assert {path: lines for path, lines in wrong.items() if lines} == {}


def looked_at(page, desks, path):
    answer = page.request.get(path)
    if not answer.ok:
        return [f"answers {answer.status}"]
    kept = "attachment" in answer.headers.get("content-disposition", "")  # a file to keep
    if kept or "html" not in answer.headers["content-type"]:
        return []
    before = len(desks.wrong)
    page.goto(path)
    expect(page.locator("h1")).to_have_count(1)
    return faults(page) + heavy(page) + desks.wrong[before:]
