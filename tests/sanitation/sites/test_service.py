"""One site at a time: edited, closed, reopened, and every change kept."""

from dataclasses import replace

import pytest

from sanitation.accounts.rules import Place, Role
from sanitation.errors import Code
from sanitation.sites.rules import SiteState
from sanitation.sites.values import Filters, SiteEdit
from tests.factories import accounts, quarter
from tests.world import refuses, small_world, undone

SITE = "990101001-V01-00001"
FOREIGN = "9901XH"


@pytest.fixture(scope="module")
def world():
    with small_world() as services:
        office = accounts.account(services, Role.OFFICE)
        quarter.lay(services, office, quarter.register(services))
        yield services, office


@pytest.fixture(autouse=True)
def clean(world):
    with undone(world[0]):
        yield


def edit_of(row, **changes):
    kept = SiteEdit(
        row.name, row.address, row.lon_e7, row.lat_e7, row.size, row.version, "as measured"
    )
    return replace(kept, **changes)


def site(world, actor=None):
    return world[0].sites.site(actor or world[1], SITE)


def test_an_edit_is_kept_with_what_was_before_and_has_its_entry(world):
    services, office = world
    services.sites.edit(office, SITE, edit_of(site(world).row, name="Bridge Road", size=4))
    found = site(world)
    assert (found.row.name, found.row.size, found.row.version) == ("Bridge Road", 4, 2)
    assert found.history[0].fields == (
        ("name", "place 1", "Bridge Road"),
        ("size", "1", "4"),
    )
    assert found.history[0].reason == "as measured"
    entry = services.ledger.latest(1)[0]
    assert (entry.kind, entry.n) == ("SiteChanged", 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, Code.INVALID_INPUT),
        ({"reason": "r" * 301}, Code.INVALID_INPUT),
        ({"name": " "}, Code.INVALID_INPUT),
        ({"name": "n" * 121}, Code.INVALID_INPUT),
        ({"name": "n\0"}, Code.INVALID_INPUT),
        ({"address": "a" * 201}, Code.INVALID_INPUT),
        ({"lon_e7": 0}, Code.INVALID_INPUT),
        ({"lat_e7": 901234567}, Code.INVALID_INPUT),
        ({"size": 0}, Code.INVALID_INPUT),
        ({"size": 2**40}, Code.INVALID_INPUT),
        ({"version": 7}, Code.STALE_VERSION),
    ],
)
def test_an_edit_that_cannot_stand_changes_nothing(world, changes, code):
    edit = edit_of(site(world).row, **({"name": "other"} | changes))
    with refuses(world[0], code):
        world[0].sites.edit(world[1], SITE, edit)


def test_a_closed_site_keeps_its_number_and_opens_again_under_it(world):
    services, office = world
    services.sites.close(office, SITE, 1, "demolished")
    closed = site(world).row
    assert (closed.state, closed.closed_on) == (
        SiteState.CLOSED,
        services.clock.now().date(),
    )
    with refuses(services, Code.WRONG_STATE):
        services.sites.close(office, SITE, 2, "again")
    services.sites.reopen(office, SITE, 2, "rebuilt")
    opened = site(world)
    assert (opened.row.state, opened.row.closed_on) == (SiteState.ACTIVE, None)
    assert [line.kind for line in opened.history] == ["reopened", "closed", "added"]
    with refuses(services, Code.WRONG_STATE):
        services.sites.reopen(office, SITE, 3, "again")


@pytest.mark.parametrize("reason", ["", "   "])
def test_closing_and_reopening_need_a_reason(world, reason):
    services, office = world
    with refuses(services, Code.INVALID_INPUT):
        services.sites.close(office, SITE, 1, reason)
    with refuses(services, Code.INVALID_INPUT):
        services.sites.reopen(office, SITE, 1, reason)


def test_a_site_that_does_not_exist_is_not_found(world):
    services, office = world
    for wanted in ("990101001-V01-99999", "", "' or 1=1 --"):
        with refuses(services, Code.NOT_FOUND):
            services.sites.site(office, wanted)


def test_a_district_sees_and_changes_its_own_sites_only(world):
    services, _office = world
    street = services.city.streets_of(FOREIGN)[0]
    stranger = accounts.account(
        services, Role.DISTRICT_VIEWER, place=Place(FOREIGN, street.code)
    )
    row = site(world).row
    with refuses(services, Code.NOT_FOUND):
        services.sites.site(stranger, SITE)
    with refuses(services, Code.NOT_FOUND):
        services.sites.edit(stranger, SITE, edit_of(row, name="ours now"))
    with refuses(services, Code.NOT_FOUND):
        services.sites.close(stranger, SITE, 1, "not ours")
    listed = services.sites.listing(stranger, Filters())
    assert {one.street for one in listed.rows} == {street.code}
    assert services.sites.listing(stranger, Filters(street=row.street)).total == 0
    assert SITE not in services.sites.export(stranger, Filters()).decode("utf-8-sig")


@pytest.mark.parametrize("role", [Role.STREET_VIEWER, Role.INSPECTOR, Role.AUDITOR])
def test_who_may_only_look_may_not_change(world, role):
    services, _office = world
    looker = accounts.account(services, role)
    assert site(world, looker).row.site_id == SITE
    with refuses(services, Code.FORBIDDEN):
        services.sites.edit(looker, SITE, edit_of(site(world).row, name="x"))


def test_people_outside_the_register_never_open_it(world):
    services, _office = world
    for role in (Role.ASSESSOR, Role.REVIEWER, Role.ADMINISTRATOR):
        stranger = accounts.account(services, role)
        with refuses(services, Code.FORBIDDEN):
            services.sites.listing(stranger, Filters())
