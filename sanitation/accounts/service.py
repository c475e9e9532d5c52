"""The facade of people and access: every use case, and what waits for whom."""

from sanitation.accounts import queries
from sanitation.accounts.assessors import Assessors
from sanitation.accounts.conflicts import Conflicts
from sanitation.accounts.organisations import Organisations
from sanitation.accounts.people import People
from sanitation.accounts.rules import Actor, Due, Lack, Role, lacks
from sanitation.accounts.security import Security
from sanitation.catalog.quarter import Quarter
from sanitation.errors import Code, Problem


class Accounts(Security, People, Organisations, Assessors, Conflicts):
    """Use cases of people and access: sign in, grant, qualify."""

    __slots__ = ()

    def office_actor(self, handle: str | None = None, *, closed: bool = False) -> Actor:
        """Return who acts on the command line: this handle, else the first of the office.

        NOT_FOUND if nobody has the name, if the account is closed (unless closed ones are
        asked for too), or if nobody works in the office yet.
        """
        with self.sessions.read() as session:
            if handle:
                named = queries.account_by_handle(session, handle)
                known = named is not None and (named.active or closed)
                found = [named] if named is not None and known else []
            else:
                found = queries.people_with_role(session, Role.OFFICE)
            if not found:
                raise Problem(Code.NOT_FOUND, handle=handle or "office")
            return queries.actor_of_account(found[0])

    def quarters_near(self) -> tuple[str, ...]:
        """List the quarters an office works on: the next, this one, and the four before."""
        now = Quarter.parse(self.quarter_now())
        return tuple(str(now.shifted(steps)) for steps in range(1, -5, -1))

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """List what waits for this person in people and access."""
        quarter = self.quarter_now()
        waiting = []
        if Role.ASSESSOR in actor.roles:
            missing = set(self.own_file(actor, quarter).lacks)
            pledges = missing & {Lack.CONFIDENTIALITY, Lack.INTEGRITY}
            waiting.append(Due("pledges_to_sign", len(pledges)))
        if Role.OFFICE in actor.roles:
            waiting.append(Due("assessors_to_qualify", self._unqualified(quarter)))
        if Role.ADMINISTRATOR in actor.roles:
            with self.sessions.read() as session:
                waiting.append(Due("accounts_to_let_in", queries.count_never_in(session)))
        return tuple(one for one in waiting if one.count)

    def _unqualified(self, quarter: str) -> int:
        rule = self.qualification_rule()
        with self.sessions.read() as session:
            return sum(
                file is None or bool(lacks(queries.qualification_of(file), rule))
                for _, file in queries.assessors(session, quarter)
            )

    def colleagues(self, actor: Actor, role: Role) -> tuple[tuple[str, str], ...]:
        """List the others who hold a role the actor holds too, as (ref, name).

        For a step that two have to take; who does not hold the role sees nobody.
        """
        if role not in actor.roles:
            return ()
        with self.sessions.read() as session:
            found = queries.people_with_role(session, role)
            return tuple((one.ref, one.name) for one in found if one.ref != actor.ref)
