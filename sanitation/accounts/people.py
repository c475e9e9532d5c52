"""Use cases of people: accounts, where they stand, and the roles they hold."""

from sqlalchemy.orm import Session

from sanitation.accounts import queries
from sanitation.accounts.links import Links, facts
from sanitation.accounts.models import Account, Grant
from sanitation.accounts.organisations import member_of
from sanitation.accounts.parts import account_or_404, may_manage
from sanitation.accounts.rules import Actor, Level, Role, check_level, check_roles
from sanitation.accounts.values import (
    AccountEdit,
    AccountPage,
    AccountRow,
    Enrolled,
    NewAccount,
)
from sanitation.errors import Code, Problem

PAGE = 50  # accounts


class People(Links):
    """Who there is. An actor of None is the installation itself: first run, demo, CLI."""

    __slots__ = ()

    def create(self, actor: Actor | None, new: NewAccount) -> str:
        """Enrol a person and return the account's ref; it cannot sign in before its link.

        NAME_TAKEN, ROLES_EXCLUDE, INVALID_INPUT or UNKNOWN_PLACE where it cannot be.
        """
        with self.sessions.begin() as session:
            return self._enrol(session, actor, new).ref

    def enrol(self, actor: Actor | None, new: NewAccount) -> Enrolled:
        """Create an account and its first one-time link together."""
        with self.sessions.begin() as session:
            account = self._enrol(session, actor, new)
            return Enrolled(account.ref, self.issue_link(session, account, actor))

    def _enrol(self, session: Session, actor: Actor | None, new: NewAccount) -> Account:
        may_manage(actor)
        check_roles(new.roles)
        check_level(new.roles, new.level)
        now = self.clock.now()
        account = Account(
            handle=new.handle,
            name=new.name,
            organisation=member_of(session, new.organisation, new.level),
            level=new.level,
            language=new.language,
            created_at=now,
        )
        account.district, account.street = self._place(new)
        account.grants = [Grant(role=role, granted_at=now) for role in sorted(new.roles)]
        session.add(account)
        session.flush()
        self.log(session, actor, "AccountCreated", account.ref, facts(account))
        return account

    def set_language(self, actor: Actor, language: str) -> None:
        """Keep the language one reads pages in."""
        with self.sessions.begin() as session:
            account = account_or_404(session, actor.ref)
            account.language = language
            session.flush()
            self.log(session, actor, "AccountChanged", account.ref, facts(account))

    def edit(self, actor: Actor | None, ref: str, edit: AccountEdit) -> None:
        """Change name, organisation, level and place; roles are granted apart."""
        may_manage(actor)
        with self.sessions.begin() as session:
            account = account_or_404(session, ref)
            if edit.version and edit.version != account.version:
                raise Problem(Code.STALE_VERSION)
            check_level(_roles(account), edit.level)
            account.organisation = member_of(session, edit.organisation, edit.level)
            account.name, account.level = edit.name, edit.level
            account.language = edit.language
            account.district, account.street = self._place(edit)
            session.flush()
            self.log(session, actor, "AccountChanged", account.ref, facts(account))

    def grant(self, actor: Actor | None, ref: str, role: Role) -> None:
        """Give a role. The roles are read again under the row's lock: two grants at the
        same time cannot add up to what one person may not hold.
        """
        may_manage(actor)
        with self.sessions.begin() as session:
            account = account_or_404(session, ref)
            if actor is not None and actor.ref == ref:
                raise Problem(Code.FORBIDDEN)  # nobody grants to themselves
            roles = _roles(account) | {role}
            check_roles(roles | self._role_on_file(session, account))
            check_level(roles, account.level)
            if role in _roles(account):
                raise Problem(Code.ALREADY_DONE)
            account.grants.append(Grant(role=role, granted_at=self.clock.now()))
            session.flush()
            self.log(session, actor, "RoleGranted", account.ref, facts(account))

    def revoke(self, actor: Actor | None, ref: str, role: Role, reason: str = "") -> None:
        """Take a role away; it ends with the very next request."""
        may_manage(actor)
        with self.sessions.begin() as session:
            account = account_or_404(session, ref)
            held = [grant for grant in account.grants if grant.role is role]
            if not held:
                raise Problem(Code.ALREADY_DONE)
            account.grants.remove(held[0])
            if role is Role.ADMINISTRATOR:
                _keep_an_administrator(session)
            self.log(session, actor, "RoleRevoked", account.ref, facts(account), reason)

    def set_active(
        self, actor: Actor | None, ref: str, *, active: bool, reason: str = ""
    ) -> None:
        """Let an account in again, or shut it out; whoever is signed in is out at once."""
        may_manage(actor)
        with self.sessions.begin() as session:
            account = account_or_404(session, ref)
            if account.active is active:
                raise Problem(Code.ALREADY_DONE)
            account.active = active
            if Role.ADMINISTRATOR in _roles(account):
                _keep_an_administrator(session)
            kind = "AccountReopened" if active else "AccountClosed"
            self.log(session, actor, kind, account.ref, facts(account), reason)

    def page(
        self, actor: Actor | None, words: str = "", role: Role | None = None, page: int = 1
    ) -> AccountPage:
        """Return one page of accounts, searched by name, organisation and role."""
        may_manage(actor)
        with self.sessions.read() as session:
            start = (page - 1) * PAGE
            found, total = queries.search_accounts(
                session, words, role, start=start, count=PAGE
            )
            rows = tuple(row_of(account) for account in found)
            return AccountPage(rows, total, page, max(1, -(-total // PAGE)))

    def account(self, actor: Actor | None, ref: str) -> AccountRow:
        """Return one account; one's own is open to everybody."""
        if actor is None or actor.ref != ref:
            may_manage(actor)
        with self.sessions.read() as session:
            account = queries.account_by_ref(session, ref)
            if account is None:
                raise Problem(Code.NOT_FOUND)
            return row_of(account)

    def _role_on_file(self, session: Session, account: Account) -> frozenset[Role]:
        """Who has an assessor's file this quarter counts as assessor until it ends."""
        file = queries.file_of(session, account.id, self.quarter_now())
        return frozenset({Role.ASSESSOR}) if file is not None else frozenset()

    def _place(self, new: NewAccount | AccountEdit) -> tuple[str, str]:
        """Return district and street as the level wants; a street knows its district."""
        if new.level is Level.STREET:
            return self.city.district_of(new.street), new.street
        if new.level is Level.DISTRICT:
            return self.city.district(new.district).code, ""
        return "", ""


def row_of(account: Account) -> AccountRow:
    """Return an account as pages show it."""
    return AccountRow(
        ref=account.ref,
        handle=account.handle,
        name=account.name,
        organisation=account.organisation.name,
        organisation_ref=account.organisation.ref,
        level=account.level,
        district=account.district,
        street=account.street,
        roles=tuple(sorted(grant.role for grant in account.grants)),
        language=account.language,
        active=account.active,
        has_password=account.password_hash is not None,
        created_at=account.created_at,
        version=account.version,
    )


def _roles(account: Account) -> frozenset[Role]:
    return frozenset(grant.role for grant in account.grants)


def _keep_an_administrator(session: Session) -> None:
    """Refuse to take away the last administrator: nobody could let anybody in again."""
    session.flush()
    if not queries.people_with_role(session, Role.ADMINISTRATOR):
        raise Problem(Code.WRONG_STATE, state="the last administrator")
