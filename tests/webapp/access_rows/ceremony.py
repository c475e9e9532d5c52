"""Rows of the ceremony: the trustees' pages, and the office's."""

from sanitation.accounts.rules import Role
from tests.factories import ceremony
from tests.webapp.access_rows import Arguments, Person, Relation, Row, World, by_all

OFFICE = {Role.OFFICE}
TRUSTEE = {Role.TRUSTEE}
NOWHERE = {"ref": "0" * 32}


def no_object(world: World, person: Person, relation: Relation) -> Arguments | None:
    """No draw is kept: only one that does not exist is asked for."""
    return None


def share(world: World, person: Person, relation: Relation) -> Arguments:
    """Make a fresh share for a quarter nobody has drawn."""
    return {"quarter": "2026Q3", "share": ceremony.share(), "kept": "yes"}


def of_draw(roles, **more) -> Row:
    """Make a row whose draw does not exist here: nobody finds it."""
    return Row(roles, args=no_object, missing=NOWHERE, seen=by_all, **more)


ROWS = {
    "trustees.home": Row(TRUSTEE),
    "trustees.hand_in": Row(TRUSTEE, form=share),
    "trustees.draw": of_draw(TRUSTEE),
    "trustees.open_draw": of_draw(TRUSTEE),
    "trustees.enter_share": of_draw(TRUSTEE, form=share),
    "ceremony.page": of_draw({Role.OFFICE, Role.AUDITOR}),
    "ceremony.stamp_request": of_draw(OFFICE),
    "ceremony.stamp": of_draw(OFFICE),
    "ceremony.dice": of_draw(OFFICE, form={"dice": ceremony.DICE}),
    "ceremony.beacon": of_draw(OFFICE, form={"randomness": "ab" * 32}),
    "ceremony.fetch": of_draw(OFFICE),
    "ceremony.late": of_draw(OFFICE, form={"statement": "asked two relays"}),
    "ceremony.wave": of_draw(OFFICE, form={"randomness": "ab" * 32}),
    "ceremony.fetch_wave": of_draw(OFFICE),
    "ceremony.open_draw": of_draw(OFFICE),
}
