"""A visit from the phone in the street to the settled record, each person at their page."""

from collections import namedtuple

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from sanitation.accounts.models import Account
from sanitation.fieldwork.models import Submission
from sanitation.reviews.models import Review
from tests.browser.desks import shot
from tests.browser.hands import follow, send, write
from tests.browser.looking import faults
from tests.world import stored

pytestmark = pytest.mark.browser

Sent = namedtuple("Sent", "items photos ref")


def test_a_visit_is_captured_judged_twice_blind_and_settled_by_a_third(house, desks):
    city = house("running")
    sent = visit(city, desks)
    office = desks.sit(city, "office")
    sees_the_record(office, sent)
    before = settled(office)
    send(office, "/reviews/assign", asked=True)
    (one, first), (other, second) = seats(city, sent.ref)

    judge(desks.sit(city, one), first, sent.items, findings=1)
    judge(desks.sit(city, other), second, sent.items, findings=0)
    assert settled(office) == before
    settle(city, desks)
    assert settled(office) == before + 1


def visit(city, desks):
    """One finding at the first indicator, the second not applicable, all else clean."""
    leader = city.leader()
    task = city.services.fieldwork.today(city.actor(leader))[0]
    phone = desks.sit(city, leader, phone=True)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(
        {"latitude": task.lat_e7 / 1e7, "longitude": task.lon_e7 / 1e7, "accuracy": 12}
    )
    phone.goto("/tasks/")
    with phone.expect_navigation():
        phone.locator(f"main a.btn-primary[href='/tasks/{task.handle}']").tap()
    status = phone.locator("[data-capture-status]")
    expect(status).not_to_be_empty()

    items = phone.locator("fieldset[data-item]")
    codes = [items.nth(n).get_attribute("data-item") for n in range(items.count())]
    photos = fill(phone, codes)
    assert faults(phone) == []
    phone.locator("[data-capture-seal]").tap()
    expect(phone.locator("[data-capture-next]")).to_be_visible()
    expect(status).to_have_attribute("data-tone", "good")
    with phone.expect_navigation():
        phone.locator("[data-capture-next]").tap()
    expect(phone.locator(f"a[href='/tasks/{task.handle}']")).to_have_count(0)
    with stored(city.services) as session:
        ref = session.scalar(select(Submission.ref).order_by(Submission.id.desc()).limit(1))
    return Sent(codes, photos, ref)


def fill(phone, codes):
    for role in ("entry", "overall", "exit"):
        take(phone, f"[data-photo-role={role}]")
    first, second, *others = codes
    phone.locator(f"[data-item={first}] [data-step='1']").tap()
    for role in ("wide", "close"):
        take(phone, f"[data-item={first}] [data-photo-role={role}]")
    phone.locator(f"[data-item={second}] .state-choice:has(input[value=na])").tap()
    phone.locator(f"[data-item={second}] [data-reason]").fill("此处没有这类设施")
    for code in others:
        phone.locator(f"[data-item={code}] .state-choice:has(input[value=counted])").tap()
    return 5


def take(phone, place):
    shown = phone.locator(".shot-list img")
    before = shown.count()
    phone.locator(place).set_input_files(shot())
    expect(shown).to_have_count(before + 1)


def sees_the_record(office, sent):
    office.goto("/records/")
    follow(office, f"/records/{sent.ref}")
    expect(office.locator("#answers tbody tr")).to_have_count(len(sent.items))
    expect(office.locator("main a[href*='/photos/'] img")).to_have_count(sent.photos)


def seats(city, ref):
    """Return who was drawn to judge the record, and the handle each knows it by."""
    statement = (
        select(Account.handle, Review.handle)
        .join(Review, Review.reviewer_id == Account.id)
        .join(Submission, Submission.id == Review.submission_id)
        .where(Submission.ref == ref)
    )
    with stored(city.services) as session:
        return session.execute(statement).all()


def judge(page, handle, items, findings):
    """Judge by keys alone: a digit counts, N is not applicable, and each goes on."""
    page.goto(f"/reviews/{handle}")
    assert faults(page) == []
    expect(page.locator("[data-indicator]").first).to_be_focused()
    for key in (str(findings), "n", *"0" * (len(items) - 2)):
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator(".notice-good")).to_be_visible()


def settle(city, desks):
    """The adjudicator judges blind, sees both marks, and decides with a reason."""
    names = [f"adjudicator0{number}" for number in (1, 2, 3)]
    who = next(name for name in names if city.services.reviews.disputes(city.actor(name)))
    page = desks.sit(city, who)
    page.goto("/adjudications/")
    follow(page, "/adjudications/")
    assert faults(page) == []
    expect(page.locator("#marks")).to_have_count(0)
    expect(page.locator("[data-indicator]").first).to_be_focused()
    page.keyboard.press("1")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.locator("#marks tbody tr")).to_have_count(1)
    assert faults(page) == []
    expect(page.locator("[data-indicator]").first).to_be_focused()
    page.keyboard.press("1")
    write(page, "reason", "远景与近景均可见垃圾")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page).to_have_url(f"{city.address}/adjudications/")


def settled(office):
    office.goto("/reviews/progress")
    return office.locator("main progress").first.evaluate("(bar) => bar.value")
