"""Use cases of one-time links: how a person sets a first or a new password."""

from sqlalchemy.orm import Session

from sanitation.accounts import passwords, queries
from sanitation.accounts.models import Account, Grant, OneTimeLink, Organisation
from sanitation.accounts.parts import Parts, account_or_404, may_manage
from sanitation.accounts.rules import LINK_LASTS, Actor, Kind, Level, Role
from sanitation.accounts.tokens import digest_of, new_token
from sanitation.errors import Code, Problem

FIRST = "admin"  # what the first administrator types to sign in


def facts(account: Account) -> dict[str, object]:
    """Return what the ledger keeps of an account; no password, no times of use."""
    return {
        "handle": account.handle,
        "name": account.name,
        "organisation": account.organisation.ref,
        "level": account.level.value,
        "district": account.district,
        "street": account.street,
        "language": account.language,
        "active": account.active,
        "roles": sorted(grant.role.value for grant in account.grants),
    }


class Links(Parts):
    """Links work once, for three days, and only as long as no later one was made."""

    __slots__ = ()

    def invite(self, actor: Actor | None, ref: str) -> str:
        """Return a one-time token for `/welcome/<token>`; earlier links stop working."""
        may_manage(actor)
        with self.sessions.begin() as session:
            account = account_or_404(session, ref)
            return self.issue_link(session, account, actor)

    def first_administrator_link(self) -> str | None:
        """Return a one-time token for the first administrator; None once there is one."""
        with self.sessions.begin() as session:
            administrators = queries.people_with_role(session, Role.ADMINISTRATOR)
            if any(account.password_hash for account in administrators):
                return None
            account = administrators[0] if administrators else self._first(session)
            return self.issue_link(session, account, None)

    def link_owner(self, token: str) -> str:
        """Return the name to sign in that a link is for; LINK_INVALID if it is dead."""
        with self.sessions.read() as session:
            return self._owner(session, token)[1].handle

    def use_link(self, token: str, password: str) -> str:
        """Set the password the link allows, once; return the name to sign in."""
        handle = self.link_owner(token)
        passwords.check_strength(password, handle)
        digest = passwords.hashed(password)  # slow, so before the transaction
        with self.sessions.begin() as session:
            link, account = self._owner(session, token)
            link.used_at = self.clock.now()
            self.replace_password(session, account, digest, None)
            return account.handle

    def _owner(self, session: Session, token: str) -> tuple[OneTimeLink, Account]:
        link = queries.link_by_hash(session, digest_of(token))
        if link is None or link.used_at is not None or link.expires_at <= self.clock.now():
            raise Problem(Code.LINK_INVALID)
        account = session.get(Account, link.account_id)
        if account is None or not account.active:
            raise Problem(Code.LINK_INVALID)
        return link, account

    def set_password(self, actor: Actor | None, ref: str, password: str) -> None:
        """Set a password for the installation itself: the demo, and the command line.

        An actor may only set their own; administrators send links, they know no passwords.
        """
        if actor is not None and actor.ref != ref:
            raise Problem(Code.NOT_FOUND)
        with self.sessions.read() as session:
            found = queries.account_by_ref(session, ref)
        if found is None:
            raise Problem(Code.NOT_FOUND)
        passwords.check_strength(password, found.handle)
        digest = passwords.hashed(password)
        with self.sessions.begin() as session:
            self.replace_password(session, account_or_404(session, ref), digest, actor)

    def replace_password(
        self, session: Session, account: Account, digest: str, actor: Actor | None
    ) -> None:
        """Keep the new hash, end every sign-in made with the old one, and log it."""
        now = self.clock.now()
        account.password_hash = digest
        for signed_in in queries.unrevoked_sessions(session, account.id):
            signed_in.revoked_at = now
        session.flush()
        self.log(session, actor, "PasswordSet", account.ref, facts(account))

    def _first(self, session: Session) -> Account:
        bureau = Organisation(name=self.city.name_zh, kind=Kind.BUREAU)
        found = queries.organisation_by_name(session, bureau.name)
        account = Account(
            handle=FIRST,
            name="Administrator",
            organisation=found or bureau,
            level=Level.CITY,
            created_at=self.clock.now(),
            grants=[Grant(role=Role.ADMINISTRATOR, granted_at=self.clock.now())],
        )
        session.add(account)
        session.flush()
        self.log(session, None, "AccountCreated", account.ref, facts(account))
        return account

    def issue_link(self, session: Session, account: Account, actor: Actor | None) -> str:
        """Make the account's one working link and return its token."""
        now = self.clock.now()
        for link in queries.unused_links(session, account.id):
            link.used_at = now
        token = new_token()
        expires = now + LINK_LASTS
        session.add(
            OneTimeLink(
                token_hash=digest_of(token), account_id=account.id, expires_at=expires
            )
        )
        self.log(session, actor, "LinkIssued", account.ref, facts(account))
        return token
