"""Rows of sign-in, accounts, assessors' files, the security log and the home."""

from sanitation.accounts import queries
from sanitation.accounts.pledges import PLEDGES, Pledge
from sanitation.accounts.rules import Relation, Role, Tie
from sanitation.accounts.tokens import digest_of
from tests.factories import accounts
from tests.webapp.access_rows import (
    Arguments,
    Person,
    Row,
    World,
    by_all,
    by_person,
    everybody,
)

ADMINISTRATOR = {Role.ADMINISTRATOR}
OFFICE = {Role.OFFICE}
NOBODY = "0" * 32


def build(world: World) -> None:
    """Keep an organisation, an account to work on, a link, and a declared tie."""
    services = world.services
    made = accounts.account(services, Role.OFFICE)
    row = services.accounts.account(None, made.ref)
    services.accounts.set_password(None, made.ref, accounts.PASSWORD)
    closed = accounts.account(services, Role.REVIEWER)
    services.accounts.set_active(None, closed.ref, active=False)
    world.keep["account"] = {"ref": made.ref}
    world.keep["handle"] = row.handle
    world.keep["closed"] = {"ref": closed.ref}
    world.keep["body"] = row.organisation_ref
    world.keep["link"] = {"token": services.accounts.invite(None, made.ref)}
    assessor = world.people[Role.ASSESSOR].ref
    tie = services.accounts.declare_conflict(
        None, assessor, Tie.HOME, street=world.here.street
    )
    world.keep["tie"] = {"ref": assessor, "conflict": tie}


def kept(name: str):
    """Make arguments of a kept object; it lies nowhere, so only OWN is tried."""

    def arguments(world: World, person: Person, relation: Relation) -> Arguments | None:
        return world.keep[name] if relation is Relation.OWN else None

    return arguments


def assessor_file(world: World, person: Person, relation: Relation) -> Arguments | None:
    return {"ref": world.people[Role.ASSESSOR].ref} if relation is Relation.OWN else None


def session_of(world: World, person: Person, relation: Relation) -> Arguments | None:
    owner = world.person(person, relation)
    if owner is None:
        return None
    with world.services.sessions.read() as session:
        found = queries.session_by_hash(session, digest_of(owner.token))
        assert found is not None
        return {"ref": found.ref}


def sessions_seen(role: Role, relation: Relation) -> bool:
    return role is Role.ADMINISTRATOR or by_person(role, relation)


def new_account(world: World, person: Person, relation: Relation) -> dict[str, object]:
    return {
        "handle": "newcomer",
        "name": "New Comer",
        "organisation": world.keep["body"],
        "level": "city",
        "roles": ["auditor"],
    }


def new_tie(world: World, person: Person, relation: Relation) -> dict[str, str]:
    return {"tie": "kin", "street": world.here.street}


def pledge(world: World, person: Person, relation: Relation) -> Arguments | None:
    return {"pledge": PLEDGE.value} if relation is Relation.OWN else None


def credentials(world: World, person: Person, relation: Relation) -> dict[str, str]:
    return {"handle": world.keep["handle"], "password": accounts.PASSWORD}


MISSING = {"ref": NOBODY}
STEPS = {"training_hours": "16", "mock_agreement_pct": "90", "exam_score": "85"}
PLEDGE = Pledge.INTEGRITY
CHOSEN = {"password": accounts.PASSWORD, "again": accounts.PASSWORD}

ROWS = {
    "home.home": Row(everybody),
    "sign_in.form": Row(public=True, answer={200, 303}),
    "sign_in.enter": Row(public=True, form=credentials),
    "sign_in.leave": Row(public=True),
    "sign_in.welcome": Row(public=True, args=kept("link"), missing={"token": "none"}),
    "sign_in.accept": Row(
        public=True, args=kept("link"), missing={"token": "none"}, form=CHOSEN
    ),
    "account.own": Row(everybody),
    "account.language": Row(public=True, form={"language": "en"}),
    "account.keep_language": Row(everybody, form={"language": "en"}),
    # None of these people has a password: access is passed, the password is refused.
    "account.password": Row(everybody, form=CHOSEN | {"old": "x"}, answer=401),
    "account.confirm": Row(everybody),
    "account.confirm_now": Row(everybody, form={"password": "x"}, answer=401),
    "account.end_session": Row(
        everybody, args=session_of, missing=MISSING, seen=sessions_seen
    ),
    "accounts.listing": Row(ADMINISTRATOR),
    "accounts.new": Row(ADMINISTRATOR),
    "accounts.create": Row(ADMINISTRATOR, form=new_account, answer=201),
    "accounts.add_organisation": Row(
        ADMINISTRATOR, form={"name": "A new body", "kind": "agency"}
    ),
    "accounts.page": Row(ADMINISTRATOR, args=kept("account"), missing=MISSING),
    "accounts.edit": Row(
        ADMINISTRATOR, args=kept("account"), missing=MISSING, form=new_account
    ),
    "accounts.grant": Row(
        ADMINISTRATOR, args=kept("closed"), missing=MISSING, form={"role": "adjudicator"}
    ),
    "accounts.revoke": Row(
        ADMINISTRATOR, args=kept("account"), missing=MISSING, form={"role": "office"}
    ),
    "accounts.close": Row(ADMINISTRATOR, args=kept("account"), missing=MISSING),
    "accounts.reopen": Row(ADMINISTRATOR, args=kept("closed"), missing=MISSING),
    "accounts.link": Row(ADMINISTRATOR, args=kept("account"), missing=MISSING, answer=201),
    "security.log": Row({Role.ADMINISTRATOR, Role.AUDITOR}),
    "assessors.listing": Row(OFFICE),
    "assessors.page": Row(OFFICE, args=assessor_file, missing=MISSING),
    "assessors.edit": Row(OFFICE, args=assessor_file, missing=MISSING, form=STEPS),
    "assessors.declare": Row(
        OFFICE,
        args=assessor_file,
        missing=MISSING,
        form=new_tie,
    ),
    "assessors.withdraw": Row(
        OFFICE,
        args=kept("tie"),
        missing={"ref": NOBODY, "conflict": NOBODY},
        form={"reason": "moved away"},
    ),
    "assessors.own": Row({Role.ASSESSOR}),
    "assessors.sign": Row(
        {Role.ASSESSOR},
        args=pledge,
        form={"sha256": PLEDGES[PLEDGE].sha256},
        seen=by_all,
    ),
    "assessors.declare_own": Row(
        {Role.ASSESSOR},
        form=new_tie,
    ),
}
