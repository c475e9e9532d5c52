"""People: organisations, accounts of every role, sessions, qualified assessors."""

import itertools
from datetime import date

from sanitation.accounts.pledges import PLEDGES, Pledge
from sanitation.accounts.rules import HOME_LEVEL, Actor, Kind, Level, Place, Role
from sanitation.accounts.sign_in import open_session
from sanitation.accounts.values import FileEdit, NewAccount, NewContract
from sanitation.bootstrap import Services

PASSWORD = "a long walk by the river"
_numbers = itertools.count(1)


def organisation(services: Services, kind: Kind = Kind.AGENCY, name: str = "") -> str:
    """Enter an organisation; return its ref."""
    return services.accounts.organisation(name or f"Body {next(_numbers)}", kind)


def account(
    services: Services,
    *roles: Role,
    place: Place | None = None,
    handle: str = "",
    body: str = "",
) -> Actor:
    """Create an account with these roles and return who it is.

    place says where a district, street or contractor account stands; without it the
    first street of the catalogue. body is the ref of an organisation.
    """
    level = next((HOME_LEVEL[role] for role in roles if role in HOME_LEVEL), Level.CITY)
    first = services.city.streets[0]
    where = place or Place(first.district_code, first.code)
    kind = Kind.CONTRACTOR if level is Level.CONTRACTOR else Kind.AGENCY
    contractor = where.contractor if level is Level.CONTRACTOR else ""
    number = next(_numbers)
    new = NewAccount(
        handle=handle or f"person-{number}",
        name=f"Person {number}",
        organisation=body or contractor or organisation(services, kind),
        level=level,
        district=where.district if level is Level.DISTRICT else "",
        street=where.street if level is Level.STREET else "",
        roles=frozenset(roles),
    )
    services.accounts.create(None, new)
    return services.accounts.office_actor(new.handle)


def signed_in(services: Services, actor: Actor) -> str:
    """Open a session without the price of a password; return its token."""
    with services.sessions.begin() as session:
        return open_session(session, actor.id, services.clock.now(), device="test")


def assessor(services: Services, quarter: str = "2026Q3", **given) -> Actor:
    """Create an assessor who lacks nothing for the quarter."""
    made = account(services, Role.ASSESSOR, **given)
    services.accounts.edit_file(None, made.ref, quarter, FileEdit(16, 90, 85))
    for pledge in Pledge:
        services.accounts.sign_pledge(made, quarter, pledge, PLEDGES[pledge].sha256)
    return made


def contract(
    services: Services,
    street: str,
    venue: str = "",
    body: str = "",
    first: date | None = None,
) -> str:
    """Let a contractor keep a street; return the ref of the organisation."""
    keeper = body or organisation(services, Kind.CONTRACTOR)
    new = NewContract(keeper, street, venue, first or date(2026, 1, 1))
    services.accounts.contract(None, new)
    return keeper
