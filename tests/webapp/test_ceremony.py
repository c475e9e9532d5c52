"""The ceremony over HTTP: each on their own page, nothing told before its time."""

import json
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from sampling.verify import verify
from sanitation.accounts.rules import Role
from sanitation.draws.models import Draw, DrawnSite
from sanitation.draws.rules import Seal
from tests.factories import accounts, ceremony, quarter
from tests.factories.ceremony import DICE, MADE_UP, QUARTER
from tests.webapp.world import application, browser
from tests.world import START, small_world, stored


@dataclass(frozen=True, slots=True)
class Desk:
    """A sealed draw and the application around it."""

    made: ceremony.Sealed
    app: Flask

    def sit(self, person=None):
        """Give a person a browser of their own; nobody: a visitor's."""
        token = accounts.signed_in(self.made.services, person) if person else ""
        return browser(self.app, token)

    @property
    def office(self):
        """Open the office's browser."""
        return self.sit(self.made.house.office)

    @property
    def address(self) -> str:
        """Return the ceremony's page."""
        return f"/office/ceremony/{self.made.ref}"


@contextmanager
def desk(bring):
    with small_world() as services:
        yield Desk(bring(services), application(services))


def test_a_trustee_hands_in_and_gets_a_receipt_with_the_pin_and_not_the_share():
    with small_world() as services:
        one, share = ceremony.trustee(services), ceremony.share()
        client = browser(application(services), accounts.signed_in(services, one))
        assert 'name="share"' in client.get("/trustee/").text
        form = {"quarter": "2026Q3", "share": share, "kept": "yes"}
        page = client.post("/trustee/shares", data=form, follow_redirects=True).text
        pin = services.ceremony.mine(one).rows[0][0].pin
        assert pin in page
        assert share not in page
        assert "Ledger entry" in page
        assert 'name="share"' not in page


def test_what_is_no_share_is_refused_with_words_and_not_kept():
    with small_world() as services:
        one = ceremony.trustee(services)
        client = browser(application(services), accounts.signed_in(services, one))
        form = {"quarter": "2026Q3", "share": "ab" * 32}
        answer = client.post("/trustee/shares", data=form)
        assert answer.status_code == 422
        assert "This is not a share" in answer.text
        assert services.ceremony.mine(one).rows == ()


def test_two_browsers_of_the_office_enter_the_dice_and_see_where_it_stands():
    with desk(ceremony.committed) as made:
        services = made.made.services
        services.clock.move_to(made.made.due.replace(minute=0))
        first, second = made.office, made.sit(made.made.house.second)
        first.post(f"{made.address}/dice", data={"dice": DICE[:10] + " " + DICE[10:]})
        assert "second person" in first.get(made.address).text
        assert DICE not in second.get(made.address).text
        refused = first.post(f"{made.address}/dice", data={"dice": DICE})
        assert (refused.status_code, "second person" in refused.text) == (409, True)
        differ = second.post(f"{made.address}/dice", data={"dice": DICE[::-1]})
        assert differ.status_code == 409
        assert "last two entries differed" in first.get(made.address).text
        for client in (first, second):
            client.post(f"{made.address}/dice", data={"dice": DICE})
        assert DICE in first.get(made.address).text
        assert DICE in made.sit().get(f"/draws/{made.made.ref}").text


def test_a_pasted_beacon_draws_and_assigns_at_once():
    with desk(ceremony.rolled) as made:
        services = made.made.services
        services.clock.move_to(made.made.due)
        client = made.office
        bad = client.post(f"{made.address}/beacon", data={"randomness": "xyz"})
        assert bad.status_code == 422
        form = {"randomness": MADE_UP.randomness.upper()}
        assert client.post(f"{made.address}/beacon", data=form).status_code == 303
        page = services.draws.public_page(made.made.ref)
        assert page.draw.assignment_sha256
        assert page.draw.sample_sha256 in client.get(made.address).text


def test_without_a_network_the_button_says_so_and_nothing_is_stored():
    with desk(ceremony.rolled) as made:
        made.made.services.clock.move_to(made.made.due)
        answer = made.office.post(f"{made.address}/fetch")
        assert answer.status_code == 502
        assert not made.made.services.draws.public_page(made.made.ref).draw.seed_text


def every_page(made) -> dict[str, str]:
    """Fetch what anybody may reach of a draw, as everybody who might look."""
    ref, services = made.made.ref, made.made.services
    auditor = accounts.account(services, Role.AUDITOR)
    people = {
        "office": made.made.house.office,
        "auditor": auditor,
        "district": made.made.house.district,
        "trustee": made.made.trustees[0],
        "nobody": None,
    }
    paths = (
        "/draws", f"/draws/{ref}", f"/office/draws/{ref}", made.address, "/office/draws/",
        f"/trustee/draws/{ref}", "/trustee/", f"/draws/{ref}/bundle.zip", "/ledger/",
    )  # fmt: skip
    return {
        f"{who} {path}": made.sit(person).get(path).text
        for who, person in people.items()
        for path in paths
    }


def test_until_it_opens_no_page_tells_secret_share_or_drawn_site():
    with desk(ceremony.drawn) as made:
        services = made.made.services
        services.draws.assign(made.made.house.office, made.made.ref)
        with stored(services) as session:
            seed = session.query(Draw).one().seed_text
            tickets = [one.ticket for one in session.query(DrawnSite)]
        secret = seed.split("secret=")[1].strip()
        for where, text in every_page(made).items():
            assert secret not in text, where
            assert not any(share in text for share in made.made.shares), where
            assert not any(ticket in text for ticket in tickets), where
            assert "V01-00" not in text, where


def test_a_late_draw_is_red_on_every_page_that_shows_the_quarter():
    with desk(ceremony.closed) as made:
        office, visitor = made.office, made.sit()
        for client, path in (
            (office, "/home"),
            (office, f"/office/quarter?quarter={QUARTER}"),
            (office, made.address),
            (visitor, f"/?quarter={QUARTER}"),
        ):
            assert "unverified-band" in client.get(path).text, path
        made.made.services.ceremony.open(made.made.house.office, made.made.ref)
        assert "unverified-band" not in office.get("/home").text


def test_a_trustee_opens_the_draw_and_anybody_takes_the_bundle():
    with desk(ceremony.closed) as made:
        ref = made.made.ref
        trustee = made.sit(made.made.trustees[2])
        assert "Open the draw" in trustee.get(f"/trustee/draws/{ref}").text
        assert trustee.post(f"/trustee/draws/{ref}/open").status_code == 303
        address = f"/draws/{ref}/bundle.zip"
        given = made.sit().get(address)
        held = {"If-None-Match": given.headers["ETag"]}
        assert made.sit().get(address, headers=held).status_code == 304
        packed = zipfile.ZipFile(BytesIO(given.data))
        files = {name: packed.read(name) for name in packed.namelist()}
        assert verify(files).ok
        assert json.loads(files["shares.json"])["shares"] == list(made.made.shares)


def test_a_cancelled_draw_says_that_it_is_to_be_opened_and_offers_it():
    with desk(ceremony.drawn) as made:
        ref, services = made.made.ref, made.made.services
        services.draws.cancel(made.made.house.office, ref, "the dice fell off the table")
        trustee = made.sit(made.made.trustees[0])
        for client, path in (
            (made.sit(), f"/draws/{ref}"),
            (made.office, made.address),
            (made.office, f"/office/draws/{ref}"),
            (trustee, f"/trustee/draws/{ref}"),
        ):
            text = client.get(path).text
            assert "To be opened" in text, path
            assert "unverified-band" not in text, path
        assert "Open the draw" in made.office.get(made.address).text
        assert trustee.post(f"/trustee/draws/{ref}/open").status_code == 303
        assert (
            "draw.zip"
            in made.sit().get(f"/draws/{ref}/bundle.zip").headers["Content-Disposition"]
        )


def test_an_opened_draw_is_told_in_one_word():
    with desk(ceremony.opened) as made:
        lead = made.sit().get(f"/draws/{made.made.ref}").text.split("page-lead")[1]
        lead = lead.split("</p>")[0]
        assert "Opened" in lead
        assert "Assigned" not in lead


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_trustee_sees_only_the_draws_they_seal(position):
    with desk(ceremony.closed) as made:
        ref, services = made.made.ref, made.made.services
        own = made.sit(made.made.trustees[position])
        assert own.get(f"/trustee/draws/{ref}").status_code == 200
        other = made.sit(ceremony.trustee(services))
        assert other.get(f"/trustee/draws/{ref}").status_code == 404
        assert other.post(f"/trustee/draws/{ref}/open").status_code == 404
        form = {"share": made.made.shares[(position + 1) % 3]}
        assert own.post(f"/trustee/draws/{ref}/share", data=form).status_code == 422


def test_a_refusal_names_its_time_as_pages_do_and_not_as_a_program():
    with desk(ceremony.drawn) as made:
        trustee = made.sit(made.made.trustees[0])
        answer = trustee.post(f"/trustee/draws/{made.made.ref}/open")
        assert answer.status_code == 409
        assert "27 July 2026 09:00" in answer.text
        assert "+00:00" not in answer.text


def planned(mode: str) -> dict[str, str]:
    """Fill in the planning form."""
    return {
        "quarter": QUARTER, "mode": mode, "rubric": "linxi-2026", "teams": "2",
        "first_day": "2026-07-13", "last_day": "2026-07-24", "package_size": "8",
        "sites_per_day": "8", "round": str(ceremony.FAR), "understood": "yes",
        "wave_days": "5",
    }  # fmt: skip


def test_the_office_sees_the_precision_and_the_shares_before_it_commits():
    with small_world(start=START - timedelta(days=9)) as services:
        made = ceremony.handed_in(quarter.house(services), trustees=2)
        office = Desk(made, application(services)).office
        address = f"/office/draws/new?quarter={QUARTER}"
        assert "not frozen yet" in office.get(address).text
        services.frames.freeze(made.house.office, QUARTER)
        services.clock.move_to(START)  # nobody challenged the frame
        office = Desk(made, application(services)).office
        page = office.get(address).text
        assert "product default" in page
        assert "2 of 3 handed in" in page
        assert not any(share in page for share in made.shares)
        refused = office.post("/office/draws/new", data=planned("sealed"))
        assert refused.status_code == 409
        assert "Too few trustees" in refused.text
        services.ceremony.hand_in(ceremony.trustee(services), QUARTER, ceremony.share())
        assert "Complete" in office.get(address).text
        answer = office.post("/office/draws/new", data=planned("sealed"))
        assert answer.status_code == 303
        (row,) = services.draws.public_listing()
        assert (row.seal, row.rehearsal) == (Seal.SEALED, False)


@pytest.mark.parametrize(
    ("mode", "seal"), [("rehearsal", Seal.SEALED), ("open", Seal.NONE)]
)
def test_a_rehearsal_is_chosen_and_says_so_on_every_page_of_the_draw(mode, seal):
    with small_world() as services:
        made = ceremony.handed_in(quarter.house(services))
        desk = Desk(made, application(services))
        services.frames.freeze(made.house.office, QUARTER)
        assert desk.office.post("/office/draws/new", data=planned("")).status_code == 422
        answer = desk.office.post("/office/draws/new", data=planned(mode))
        assert answer.status_code == 303
        (row,) = services.draws.public_listing()
        assert (row.seal, row.rehearsal) == (seal, True)
        for client, path in (
            (desk.office, f"/office/draws/{row.ref}"),
            (desk.office, f"/office/ceremony/{row.ref}"),
            (desk.sit(), f"/draws/{row.ref}"),
            (desk.sit(), "/draws"),
        ):
            assert "Rehearsal" in client.get(path).text, path
