"""Use cases of organisations: the bodies people belong to, and what contractors keep."""

from sqlalchemy.orm import Session

from sanitation.accounts import queries
from sanitation.accounts.models import Contract, Organisation
from sanitation.accounts.parts import Parts, may_manage
from sanitation.accounts.rules import Actor, Kind, Level
from sanitation.accounts.values import NewContract, OrganisationRow
from sanitation.errors import Code, Problem


def organisation_facts(organisation: Organisation) -> dict[str, object]:
    """Return what the ledger keeps of an organisation."""
    return {"name": organisation.name, "kind": organisation.kind.value}


def contract_facts(contract: Contract) -> dict[str, object]:
    """Return what the ledger keeps of a contract."""
    return {
        "organisation": contract.organisation.ref,
        "street": contract.street,
        "venue": contract.venue,
        "valid_from": contract.valid_from.isoformat(),
        "valid_to": contract.valid_to.isoformat() if contract.valid_to else None,
    }


class Organisations(Parts):
    """Which bodies there are. An actor of None is the installation itself."""

    __slots__ = ()

    def organisation(self, name: str, kind: Kind | str, actor: Actor | None = None) -> str:
        """Return the ref of the organisation of this name, entered if it is new."""
        may_manage(actor)
        kind = Kind(kind)
        with self.sessions.begin() as session:
            found = queries.organisation_by_name(session, name)
            if found is not None:
                return found.ref
            made = Organisation(name=name, kind=kind)
            session.add(made)
            session.flush()
            self.log(
                session, actor, "OrganisationAdded", made.ref, organisation_facts(made)
            )
            return made.ref

    def contract(self, actor: Actor | None, new: NewContract) -> str:
        """Enter who keeps a street's sites of a venue type, and from when to when."""
        may_manage(actor)
        self.city.street(new.street)
        with self.sessions.begin() as session:
            organisation = member_of(session, new.organisation, Level.CONTRACTOR)
            made = Contract(
                organisation=organisation,
                street=new.street,
                venue=new.venue,
                valid_from=new.valid_from,
                valid_to=new.valid_to,
            )
            session.add(made)
            session.flush()
            self.log(session, actor, "ContractEntered", made.ref, contract_facts(made))
            return made.ref

    def organisations(self, actor: Actor | None) -> tuple[OrganisationRow, ...]:
        """List the organisations an account may belong to."""
        may_manage(actor)
        with self.sessions.read() as session:
            return tuple(
                OrganisationRow(one.ref, one.name, one.kind)
                for one in queries.organisations(session)
            )


def member_of(session: Session, ref: str, level: Level) -> Organisation:
    """Return the organisation an account of this level may belong to, or refuse."""
    organisation = queries.organisation_by_ref(session, ref)
    if organisation is None:
        raise _refused("organisation", ref, "an organisation that is entered")
    if (level is Level.CONTRACTOR) is not (organisation.kind is Kind.CONTRACTOR):
        wanted = "a contractor" if level is Level.CONTRACTOR else "no contractor"
        raise _refused("organisation", organisation.name, wanted)
    return organisation


def _refused(field: str, got: str, wanted: str) -> Problem:
    row = {"column": field, "got": got, "wanted": wanted}
    return Problem(Code.INVALID_INPUT, rows=(row,), field=field)
