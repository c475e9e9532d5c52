"""Canaries: what identifies a record reaches its judge by no page, header or picture."""

import re
from dataclasses import replace
from itertools import product

import pytest

from sanitation.accounts.models import Account, Organisation
from sanitation.draws.models import Task
from sanitation.fieldwork.models import Photo, Submission
from sanitation.fieldwork.statement import dump
from sanitation.reviews.models import Adjudication, Review
from sanitation.sites.models import Site
from tests.factories import accounts, quarter
from tests.webapp.world import application, browser
from tests.world import small_world, stored

JUDGING = {"reviews", "adjudications", "home", "account"}  # what a judge works with
CAMERA = re.compile(rb"photo \d+|Exif|ICC_PROFILE|http://ns.adobe")


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        made = quarter.assigned(quarter.house(services))
        _mark(made)
        for person, task in quarter.tasks(made):
            _visit(made, person, task)
        services.reviews.assign(made.office, quarter.QUARTER)
        _dispute(made)
        yield made


def _mark(made):
    """Give every field that could identify a record a text of its own."""
    with made.services.sessions.begin() as session:
        for site in session.query(Site):
            site.name, site.address = f"canary-site-{site.id}-x", "canary-address"
        for body in session.query(Organisation):
            body.name = f"canary-body-{body.id}-x"
        for account in session.query(Account):
            account.name, account.handle = (
                f"canary-{account.id}-x",
                f"canary.{account.id}.x",
            )


def _visit(made, person, task):
    code = made.services.fieldwork.task(person, task.handle).checklist.codes[0]
    stated, files = quarter.statement(
        made, person, task.handle, {code: 2}, note=f"canary-note-{task.site_id}"
    )
    answers = tuple(replace(one, reason="canary-reason") for one in stated.answers)
    data = dump(replace(stated, answers=answers))
    made.services.fieldwork.submit_whole(person, stated.record, data, files)


def _dispute(made):
    """Let the two judges of one record differ, so that a third has something to see."""
    with stored(made.services) as session:
        first = session.query(Review).order_by(Review.id).first()
        both = session.query(Review).filter_by(submission_id=first.submission_id).all()
    by_id = {one.id: one for one in made.reviewers}
    for less, review in enumerate(both):
        quarter.seal(made, by_id[review.reviewer_id], review.handle, less=less)


def canaries(made, viewer, *, places):
    """Return what this person must never read; places: also where the sites are."""
    found = {"canary-note", "canary-reason"}
    with stored(made.services) as session:
        for account in session.query(Account).filter(Account.id != viewer.id):
            found |= {account.name, account.handle, account.ref}
        for one in session.query(Submission):
            found |= {one.ref, one.record, one.statement_sha256}
        found |= {task.handle for task in session.query(Task)}
        for photo in session.query(Photo):
            found |= {photo.ref, photo.sha256}
        for review in session.query(Review).filter(Review.reviewer_id != viewer.id):
            found.add(review.handle)
        if places:
            visited = session.query(Site).join(Task, Task.site_pk == Site.id)
            for site in visited:
                found |= {site.name, site.address, site.site_id, site.street, site.ref}
            own = session.get(Account, viewer.id).organisation_id
            others = session.query(Organisation).filter(Organisation.id != own)
            found |= {body.name for body in others}
    if places:
        found |= {made.services.city.street(code).name_zh for code in _streets(made)}
        found |= {made.services.city.street(code).name_en for code in _streets(made)}
    return found


def _streets(made):
    with stored(made.services) as session:
        return {site.street for site in session.query(Site)}


def addresses(app, made, viewer):
    """Give every address a GET of this person can name, with what they may know."""
    with stored(made.services) as session:
        reviews = session.query(Review).filter_by(reviewer_id=viewer.id).all()
        disputes = session.query(Adjudication).filter_by(adjudicator_id=viewer.id).all()
        photos = max(photo.number for photo in session.query(Photo))
    known = {
        "handle": [one.handle for one in (*reviews[:3], *disputes)],
        "number": [1, photos],
        "ref": [made.draw],
        "quarter": [quarter.QUARTER],
        "label": [quarter.QUARTER],
        "level": ["street"],
        "code": [made.services.city.streets[0].code],
        "seq": [0],
        "language": ["en"],
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            for values in product(*(known.get(name, ["x"]) for name in rule.arguments)):
                arguments = dict(zip(rule.arguments, values, strict=True))
                try:
                    yield rule.endpoint, adapter.build(rule.endpoint, arguments)
                except Exception:  # noqa: BLE001, S112  a value this route cannot take
                    continue


@pytest.mark.parametrize("role", ["reviewer", "adjudicator"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_canary_reaches_a_judge(house, role, language):
    viewer = house.adjudicator if role == "adjudicator" else house.reviewers[0]
    app = application(house.services)
    client = browser(app, accounts.signed_in(house.services, viewer), language)
    everywhere = canaries(house, viewer, places=False)
    at_work = canaries(house, viewer, places=True)
    seen = set()
    for endpoint, address in addresses(app, house, viewer):
        answer = client.get(address)
        if answer.status_code != 200:
            told = answer.get_data()
            assert not [one for one in at_work if one.encode() in told], address
            continue
        seen.add(endpoint)
        told = answer.get_data() + str(answer.headers).encode()
        hidden = at_work if endpoint.split(".")[0] in JUDGING else everywhere
        assert not [one for one in hidden if one.encode() in told], address
        if answer.mimetype == "image/jpeg":
            assert not CAMERA.search(told), address
            assert "no-store" in answer.headers["Cache-Control"]
    wanted = {"reviews.bench", "reviews.photo"}
    if role == "adjudicator":
        wanted = {"adjudications.bench", "adjudications.photo"}
    assert wanted <= seen


def test_a_refusal_tells_a_judge_no_more_than_a_page(house):
    viewer = house.reviewers[0]
    app = application(house.services)
    client = browser(app, accounts.signed_in(house.services, viewer))
    hidden = canaries(house, viewer, places=True)
    with stored(house.services) as session:
        own = session.query(Review).filter_by(reviewer_id=viewer.id).first().handle
        other = session.query(Review).filter(Review.reviewer_id != viewer.id).first().handle
    for handle in (own, other, "0" * 32):
        for form in ({}, {"XX99": "1"}):
            answer = client.post(f"/reviews/{handle}/seal", data=form)
            assert answer.status_code >= 400
            told = answer.get_data()
            secrets = hidden - {other} if handle == other else hidden
            assert not [one for one in secrets if one.encode() in told]
