"""Use cases of the security log: where people are signed in, and who tried in vain."""

from datetime import timedelta

from sanitation.accounts import queries
from sanitation.accounts.models import LoginSession
from sanitation.accounts.parts import may_manage
from sanitation.accounts.rules import ABSOLUTE, IDLE, Action, Actor, authorise
from sanitation.accounts.sign_in import SignIn
from sanitation.accounts.tokens import digest_of
from sanitation.accounts.values import FailureRow, SecurityPage, SessionRow, SignInRow
from sanitation.errors import Code, Problem

PAGE = 50  # sign-ins
LISTED = 100  # names with failures


class Security(SignIn):
    """Sessions seen from outside: listed, ended, looked through."""

    __slots__ = ()

    def own_sessions(self, actor: Actor, token: str = "") -> tuple[SessionRow, ...]:
        """List where one is signed in."""
        return self._sessions(actor.id, token)

    def sessions_of(self, actor: Actor | None, ref: str) -> tuple[SessionRow, ...]:
        """List where an account is signed in, for an administrator."""
        may_manage(actor)
        with self.sessions.read() as session:
            account = queries.account_by_ref(session, ref)
        if account is None:
            raise Problem(Code.NOT_FOUND)
        return self._sessions(account.id, "")

    def end_session(self, actor: Actor, ref: str) -> None:
        """End a session: one's own, or anybody's for an administrator; else NOT_FOUND."""
        with self.sessions.begin() as session:
            found = queries.session_by_ref(session, ref)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            if found.account_id != actor.id:
                hide_from_others(actor)
            if found.revoked_at is not None:
                raise Problem(Code.ALREADY_DONE)
            found.revoked_at = self.clock.now()

    def security(self, actor: Actor, page: int = 1) -> SecurityPage:
        """Return the security log: sign-ins, and the names that failed within a day."""
        authorise(actor, Action.VIEW_SECURITY)
        since = self.clock.now() - timedelta(days=1)
        with self.sessions.read() as session:
            total = queries.count_sessions(session)
            found = queries.recent_sessions(session, start=(page - 1) * PAGE, count=PAGE)
            failed = queries.recent_failures(session, since, LISTED)
            names = {digest_of("account", one): one for one in queries.handles(session)}
        rows = tuple(_sign_in_row(one) for one in found)
        failures = tuple(
            FailureRow(names.get(key, ""), count, at) for key, count, at in failed
        )
        return SecurityPage(rows, failures, total, page, max(1, -(-total // PAGE)))

    def _sessions(self, account_id: int, token: str) -> tuple[SessionRow, ...]:
        now = self.clock.now()
        with self.sessions.read() as session:
            found = queries.open_sessions(
                session, account_id, created_after=now - ABSOLUTE, seen_after=now - IDLE
            )
        own = digest_of(token)
        return tuple(
            SessionRow(
                one.ref,
                one.device,
                one.source,
                one.created_at,
                one.seen_at,
                one.token_hash == own,
            )
            for one in found
        )


def hide_from_others(actor: Actor) -> None:
    """Hide another person's session from everybody but an administrator."""
    try:
        may_manage(actor)
    except Problem as refused:
        raise Problem(Code.NOT_FOUND) from refused


def _sign_in_row(one: LoginSession) -> SignInRow:
    return SignInRow(
        handle=one.account.handle,
        name=one.account.name,
        device=one.device,
        source=one.source,
        created_at=one.created_at,
        seen_at=one.seen_at,
        revoked_at=one.revoked_at,
    )
