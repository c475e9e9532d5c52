"""A frozen frame is bytes anybody can recompute, and stays them whatever comes later."""

import hashlib
from datetime import timedelta

import pytest

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from sanitation.frames.choices import Asked
from sanitation.sites.values import SiteEdit
from tests.factories import accounts, quarter
from tests.world import everything, refuses, small_world, undone

Q3, Q4 = "2026Q3", "2026Q4"


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


def freeze(world, label=Q3, **given):
    services, office = world
    ref = services.frames.freeze(office, label, Asked(**given))
    return ref, services.frames.file(office, ref)


def merkle(leaves):
    """The root by the plain recursion of RFC 9162, written apart from the product's."""
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    cut = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + merkle(leaves[:cut]) + merkle(leaves[cut:])).digest()


def test_the_frames_bytes_are_what_the_register_says_in_the_protocols_form(world):
    services, office = world
    _ref, data = freeze(world)
    lines = data.decode("ascii").split("\n")
    assert lines[0] == "site_id,street,venue,cell,size,x,y"
    assert lines[-1] == ""
    ids = [line.split(",")[0] for line in lines[1:-1]]
    assert ids == sorted(ids)
    for line in lines[1:-1]:
        site_id, street, venue, cell, size, x, y = line.split(",")
        site = services.sites.site(office, site_id).row
        assert (site.street, site.venue, str(site.size)) == (street, venue, size)
        assert cell.startswith(f"{street}-{venue}-C")
        assert services.city.to_metres(site.lon_e7, site.lat_e7) == (int(x), int(y))


def test_digest_and_root_are_those_of_the_bytes(world):
    services, office = world
    ref, data = freeze(world)
    shown = services.frames.page(office, ref).frame
    assert shown.sha256 == hashlib.sha256(data).hexdigest()
    assert shown.merkle_root == merkle(data.split(b"\n")[1:-1]).hex()
    assert (shown.sites, shown.eligible) == (24, 24)


def test_the_proof_of_a_row_leads_to_the_root(world):
    services, office = world
    ref, data = freeze(world)
    row = data.split(b"\n")[7].decode()
    proof = services.frames.proof(office, ref, row.split(",")[0])
    assert (proof.row, proof.index) == (row, 6)
    assert proof.root == services.frames.page(office, ref).frame.merkle_root
    with refuses(services, Code.NOT_FOUND):
        services.frames.proof(office, ref, "990101001-V01")


def test_freezing_the_same_register_again_gives_the_frame_there_is(world):
    ref, data = freeze(world)
    world[0].clock.advance(timedelta(hours=1))
    before = everything(world[0])
    assert freeze(world) == (ref, data)
    assert everything(world[0]) == before


def test_a_frozen_frame_never_changes_whatever_becomes_of_the_register(world):
    services, office = world
    ref, data = freeze(world)
    services.sites.close(office, "990101001-V01-00001", 1, "demolished")
    services.sites.close(office, "990101001-V04-00002", 1, "demolished")
    later, other = freeze(world)
    assert later != ref
    assert other != data
    assert services.frames.file(office, ref) == data


def test_a_new_frame_says_what_differs_from_the_last_of_an_earlier_quarter(world):
    services, office = world
    freeze(world)
    services.sites.close(office, "990101001-V01-00001", 1, "demolished")
    moved = services.sites.site(office, "990101001-V01-00002").row
    services.sites.edit(
        office,
        moved.site_id,
        SiteEdit(
            moved.name, "", moved.lon_e7 + 5000, moved.lat_e7, moved.size, 1, "measured"
        ),
    )
    added = quarter.register(services, each=7)
    quarter.lay(services, office, _without(added, moved.site_id, "990101001-V01-00001"))
    ref, _data = freeze(world, Q4)
    page = services.frames.page(office, ref)
    assert page.changes == (
        ("990101001-V01-00001", "closed"),
        ("990101001-V01-00002", "moved"),
        ("990101001-V01-00007", "added"),
        ("990101001-V04-00007", "added"),
        ("990101004-V01-00007", "added"),
        ("990101004-V04-00007", "added"),
    )


def test_the_comparison_is_with_the_quarter_before_not_with_what_was_frozen_last(world):
    services, office = world
    freeze(world, "2026Q2")
    services.sites.close(office, "990101001-V01-00001", 1, "demolished")
    freeze(world, "2026Q1")  # a forgotten quarter, frozen late
    ref, _data = freeze(world, Q3)
    assert services.frames.page(office, ref).changes == (("990101001-V01-00001", "closed"),)


def test_each_frame_has_its_entry_with_digest_and_root(world):
    services, office = world
    ref, _data = freeze(world)
    (entry,) = services.ledger.entries_of(ref)
    facts = services.ledger.body(entry.seq).data.decode()
    frame = services.frames.page(office, ref).frame
    assert entry.kind == "FrameFrozen"
    assert frame.sha256 in facts
    assert frame.merkle_root in facts


@pytest.mark.parametrize("label", ["2026Q5", "", "soon", "2026Q3; drop table frame"])
def test_a_quarter_that_is_none_is_refused(world, label):
    with refuses(world[0], Code.INVALID_INPUT):
        freeze(world, label)


@pytest.mark.parametrize("wanted", [0, -1, -16])
def test_a_sample_that_cannot_be_is_refused(world, wanted):
    with refuses(world[0], Code.INVALID_INPUT):
        freeze(world, per_street=wanted)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.REVIEWER, Role.DISTRICT_VIEWER])
def test_only_the_office_freezes(world, role):
    services, _office = world
    other = accounts.account(services, role)
    with refuses(services, Code.FORBIDDEN):
        services.frames.freeze(other, Q3)


def _without(register, *numbers):
    lines = register.decode().splitlines()
    kept = [line for line in lines if line.split(",")[0] not in numbers]
    return ("\n".join(kept) + "\n").encode()
