"""Use cases of conflicts of interest (回避): ties declared, and ties that ended."""

from sanitation.accounts import queries
from sanitation.accounts.models import Account, ConflictOfInterest
from sanitation.accounts.parts import Parts, account_or_404, instant_text, may_keep_files
from sanitation.accounts.rules import Actor, Tie
from sanitation.accounts.values import ConflictRow
from sanitation.errors import Code, Problem


def conflict_facts(conflict: ConflictOfInterest, account_ref: str) -> dict[str, object]:
    """Return what the ledger keeps of a declared tie."""
    return {
        "account": account_ref,
        "tie": conflict.kind.value,
        "district": conflict.district,
        "street": conflict.street,
        "organisation": conflict.organisation.ref if conflict.organisation else "",
        "withdrawn_at": instant_text(conflict.withdrawn_at),
    }


class Conflicts(Parts):
    """Who must stay away from where."""

    __slots__ = ()

    def declare_conflict(
        self,
        actor: Actor | None,
        ref: str,
        tie: Tie,
        *,
        district: str = "",
        street: str = "",
        organisation: str = "",
    ) -> str:
        """Record a tie that bars a person; one may declare one's own, the office anybody's.

        organisation is a ref. INVALID_INPUT without a place, UNKNOWN_PLACE for a wrong one.
        """
        if actor is None or actor.ref != ref:
            may_keep_files(actor)
        self._check_place(district, street, organisation)
        with self.sessions.begin() as session:
            account = account_or_404(session, ref)
            body = (
                queries.organisation_by_ref(session, organisation) if organisation else None
            )
            if organisation and body is None:
                raise Problem(Code.NOT_FOUND)
            made = ConflictOfInterest(
                account_id=account.id,
                kind=tie,
                district=district,
                street=street,
                organisation=body,
                declared_at=self.clock.now(),
            )
            session.add(made)
            session.flush()
            self.log(
                session,
                actor,
                "ConflictDeclared",
                made.ref,
                conflict_facts(made, account.ref),
            )
            return made.ref

    def withdraw_conflict(self, actor: Actor | None, ref: str, reason: str = "") -> None:
        """End a declared tie; the office only, and the entry stays."""
        may_keep_files(actor)
        with self.sessions.begin() as session:
            found = queries.conflict_by_ref(session, ref)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            if found.withdrawn_at is not None:
                raise Problem(Code.ALREADY_DONE)
            found.withdrawn_at = self.clock.now()
            account = session.get_one(Account, found.account_id)
            kept = conflict_facts(found, account.ref)
            self.log(session, actor, "ConflictWithdrawn", found.ref, kept, reason)

    def _check_place(self, district: str, street: str, organisation: str) -> None:
        if not (district or street or organisation):
            row = {
                "column": "street",
                "got": "",
                "wanted": "a district, street or contractor",
            }
            raise Problem(Code.INVALID_INPUT, rows=(row,), field="street")
        if street:
            self.city.street(street)
        if district:
            self.city.district(district)


def conflict_row(one: ConflictOfInterest) -> ConflictRow:
    """Return a tie as pages show it."""
    body = one.organisation.name if one.organisation else ""
    return ConflictRow(one.ref, one.kind, one.district, one.street, body, one.declared_at)
