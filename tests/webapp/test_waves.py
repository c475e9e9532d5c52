"""Waves over HTTP: the office draws each on its day, anybody sees which are drawn."""

from datetime import timedelta

import pytest

from sanitation.accounts.rules import Role
from sanitation.draws.models import DrawnSite, DrawWave
from tests.factories import accounts, ceremony, quarter, waves
from tests.factories.ceremony import QUARTER
from tests.webapp.test_ceremony import desk, every_page, planned
from tests.world import stored


def test_the_page_offers_a_wave_on_its_morning_and_not_before():
    with desk(waves.dealt) as made:
        services, ref = made.made.services, made.made.ref
        address, form = f"/office/draws/{ref}", {"randomness": "ab" * 32}
        page = made.office.get(address).text
        assert "2026Q3-W01 can be drawn from" in page
        assert "13 July 2026 06:00" in page
        assert "Draw the wave" not in page
        early = made.office.post(f"{made.address}/wave", data=form)
        assert early.status_code == 409
        services.clock.move_to(waves.waves(made.made)[0].due_at)
        assert "Draw wave 2026Q3-W01" in made.office.get(address).text
        assert "Waves to draw today" in made.office.get("/home").text
        label = {"label": "2026Q3-W01"}
        answer = made.office.post(f"{made.address}/wave", data=form | label)
        assert answer.status_code == 303
        again = made.office.post(f"{made.address}/wave", data=form | label)
        assert again.status_code == 409
        assert "Waves to draw today" not in made.office.get("/home").text
        wave = waves.waves(made.made)[0]
        for client, path in ((made.office, address), (made.sit(), f"/draws/{ref}")):
            text = client.get(path).text
            assert wave.sample_sha256 in text
            assert "2026Q3-W02" in text
        auditor = made.sit(accounts.account(services, Role.AUDITOR))
        assert "Draw the wave" not in auditor.get(address).text


def test_without_a_network_the_wave_stays_and_the_page_says_so():
    with desk(waves.dealt) as made:
        made.made.services.clock.move_to(waves.waves(made.made)[0].due_at)
        answer = made.office.post(f"{made.address}/wave/fetch", data={})
        assert answer.status_code == 502
        assert waves.waves(made.made)[0].drawn_at is None


def test_no_page_tells_a_site_or_a_seed_of_a_wave():
    with desk(lambda services: waves.bring(waves.dealt(services), 2)) as made:
        services = made.made.services
        with stored(services) as session:
            seeds = [one.seed_text for one in session.query(DrawWave) if one.seed_text]
            tickets = [one.ticket for one in session.query(DrawnSite)]
        assert len(seeds) == 2
        for where, text in every_page(made).items():
            assert not any(one.split("secret=")[1].strip() in text for one in seeds), where
            assert not any(one in text for one in tickets), where


def test_what_is_left_is_cancelled_from_the_page():
    with desk(lambda services: waves.bring(waves.dealt(services), 1)) as made:
        address = f"/office/draws/{made.made.ref}"
        assert "Waves not drawn yet are dropped" in made.office.get(address).text
        form = {"reason": "the beacon is silent"}
        assert made.office.post(f"{address}/cancel", data=form).status_code == 303
        page = made.sit().get(f"/draws/{made.made.ref}").text
        assert "the beacon is silent" in page
        assert page.count("Not drawn") == 3


@pytest.mark.parametrize(("days", "count"), [("5", 2), ("10", 1), ("0", 0), ("", 0)])
def test_the_form_fixes_how_long_a_wave_is(days, count):
    def bring(services):
        made = ceremony.handed_in(quarter.house(services))
        services.frames.freeze(made.house.office, QUARTER)
        return made

    with desk(bring) as made:
        page = made.office.get(f"/office/draws/new?quarter={QUARTER}").text
        assert 'name="wave_days"' in page
        form = planned("rehearsal") | {"wave_days": days}
        assert made.office.post("/office/draws/new", data=form).status_code == 303
        services = made.made.services
        (row,) = services.draws.public_listing()
        assert len(services.draws.public_page(row.ref).waves) == count


def test_an_opened_quarter_shows_which_wave_drew_a_site_and_the_calendar_of_all():
    with desk(waves.opened) as made:
        ref, services = made.made.ref, made.made.services
        site = services.draws.public_page(ref).sample[0].site_id
        page = made.sit().get(f"/draws/{ref}?site={site}").text
        wave = services.draws.why(ref, site).wave
        assert page.count(wave) >= 2
        assert services.clock.now() > waves.waves(made.made)[-1].due_at + timedelta(days=1)


def test_the_control_room_counts_what_later_waves_will_bring():
    with desk(lambda services: waves.bring(waves.dealt(services), 1)) as made:
        services, address = made.made.services, f"/quarter/?quarter={QUARTER}"
        page = made.office.get(address).text
        assert "8 sites are still to visit. 6 of them come with later waves." in page
        assert "A wave waits to be drawn." not in page
        services.clock.move_to(waves.waves(made.made)[1].due_at)
        assert "A wave waits to be drawn." in made.office.get(address).text
        waves.bring(made.made, 9)
        assert "come with later waves" not in made.office.get(address).text
