"""A trustee's part, and the precision of a plan, at a terminal."""

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from sanitation.accounts.rules import Role
from sanitation.cli.root import root
from sanitation.draws.models import Draw, DrawTrustee
from tests.factories import accounts, ceremony, quarter
from tests.factories.ceremony import QUARTER
from tests.sanitation.cli.desk import Desk
from tests.world import small_world


@pytest.fixture
def desk(tmp_path):
    with small_world() as services:
        yield Desk(services, tmp_path)


def handle_of(services, person) -> str:
    return services.accounts.account(None, person.ref).handle


def piped(services, text, *words):
    """Type the words with a share coming through a pipe."""
    result = CliRunner().invoke(root, list(words), obj=services, input=text)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_share_made_at_the_terminal_is_shown_once_and_pinned(desk):
    one, _ = ceremony.trustee(desk.services), accounts.account(desk.services, Role.OFFICE)
    name = handle_of(desk.services, one)
    said = desk.run("draws", "hand-in", QUARTER, "--as", name)
    share = re.search(r"share +([0-9a-f]{64})", said)[1]
    (row, _), *_ = desk.services.ceremony.mine(one).rows
    assert row.pin in said
    again = desk.run("draws", "hand-in", QUARTER, "--as", name, code=1)
    assert "[already-done]" in again
    listed = desk.run("draws", "shares", QUARTER)
    assert row.pin in listed
    assert share not in listed


def test_a_typed_share_comes_through_a_pipe_and_is_not_repeated(desk):
    one, share = ceremony.trustee(desk.services), ceremony.share()
    name = handle_of(desk.services, one)
    words = ("draws", "hand-in", QUARTER, "--typed", "--as", name)
    said = piped(desk.services, share + "\n", *words)
    assert share not in said
    assert desk.services.ceremony.mine(one).rows[0][0].pin in said


def test_a_lost_share_is_entered_and_the_draw_opens(desk):
    services = desk.services
    made = ceremony.closed(services)
    with services.sessions.begin() as session:
        session.execute(update(DrawTrustee).values(sealed_share=b"lost"))
    assert "[shares-lost]" in desk.run("draws", "open", made.ref, code=1)
    for person, share in zip(made.trustees, made.shares, strict=True):
        words = ("draws", "share", made.ref, "--as", handle_of(services, person))
        assert "kept" in piped(services, share, *words)
    desk.run("draws", "open", made.ref)
    assert services.ceremony.unverified() == frozenset()


def test_the_precision_of_a_plan_names_streets_and_where_it_is_known_from(desk):
    services = desk.services
    made = quarter.house(services)
    assert "[frame-not-frozen]" in desk.run("draws", "precision", QUARTER, code=1)
    services.frames.freeze(made.office, QUARTER)
    said = desk.run("draws", "precision", QUARTER)
    assert services.city.streets[0].code in said
    assert "product default" in said
    read = desk.read("draws", "precision", QUARTER)
    assert {one["street"] for one in read["streets"]} == {
        services.city.streets[0].code,
        services.city.streets[3].code,
    }


def test_the_rows_of_a_draw_are_compared_with_the_ledger(desk):
    made = ceremony.opened(desk.services)
    desk.run("ledger", "fsck", "--rows")
    with desk.services.sessions.begin() as session:
        session.execute(update(Draw).values(dice="0" * 20))
    said = desk.run("ledger", "fsck", "--rows", code=1)
    assert made.ref in said


def test_a_late_round_is_given_up_by_a_notice_that_says_which_counts(desk):
    made = ceremony.rolled(desk.services)
    object.__setattr__(desk.services.ceremony, "relays", ())
    asked = ("draws", "late", made.ref, "--statement", "asked two relays")
    assert "[beacon-not-late]" in desk.run(*asked, code=1)
    desk.services.clock.move_to(made.due + timedelta(hours=25))
    said = desk.run(*asked)
    assert f"beacon round {ceremony.FAR + 48 * 1200} counts now" in said
