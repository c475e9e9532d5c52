"""Use cases of signing in: sessions kept by the server, and the throttle in the database.

Sign-ins are the security log; they make no ledger entry of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sanitation.accounts import passwords, queries
from sanitation.accounts.links import Links
from sanitation.accounts.models import Account, LoginFailure, LoginSession
from sanitation.accounts.rules import (
    ABSOLUTE,
    ACCOUNT_FAILURES,
    ACCOUNT_WINDOW,
    CONFIRMED_FOR,
    IDLE,
    PAIR_FAILURES,
    PAIR_WINDOW,
    Actor,
)
from sanitation.accounts.tokens import digest_of, new_token
from sanitation.errors import Code, Problem

SEEN_STEP = timedelta(minutes=1)  # a request within it does not write


@dataclass(frozen=True, slots=True)
class _Attempt:
    ids: tuple[int, int]  # its two rows in the throttle, taken back when it succeeds
    account: Account | None


class SignIn(Links):
    """Who is signed in, where, since when, and how to end it."""

    __slots__ = ()

    def sign_in(
        self,
        handle: str,
        password: str,
        *,
        source: str = "",
        device: str = "",
        old: str = "",
    ) -> str:
        """Return the token of a new session; the browser's old one ends.

        BAD_CREDENTIALS whatever was wrong, TOO_MANY_ATTEMPTS past the throttle, BUSY when
        too many sign in at once.
        """
        attempt = self._attempt(handle.strip(), source)
        account = attempt.account
        stored = account.password_hash if account and account.active else None
        if not passwords.fits(stored, password) or account is None:
            raise Problem(Code.BAD_CREDENTIALS)
        with self.sessions.begin() as session:
            session.execute(delete(LoginFailure).where(LoginFailure.id.in_(attempt.ids)))
            before = queries.session_by_hash(session, digest_of(old)) if old else None
            if before is not None and before.revoked_at is None:
                before.revoked_at = self.clock.now()
            return open_session(
                session, account.id, self.clock.now(), device=device, source=source
            )

    def _attempt(self, handle: str, source: str) -> _Attempt:
        """Count the attempt before the password is looked at, so that a hundred at the same
        time are a hundred; who succeeds is not counted in the end.
        """
        now = self.clock.now()
        pair, alone = digest_of("pair", handle, source), digest_of("account", handle)
        with self.sessions.begin() as session:
            check_throttle(session, pair, alone, now)
            rows = (
                LoginFailure(key=pair, at=now, by_account=False),
                LoginFailure(key=alone, at=now, by_account=True),
            )
            session.add_all(rows)
            session.flush()
            account = queries.account_by_handle(session, handle)
            return _Attempt((rows[0].id, rows[1].id), account)

    def actor_of(self, token: str) -> Actor | None:
        """Return who holds this session as they stand now, or None once it ended."""
        now = self.clock.now()
        with self.sessions.read() as session:
            found = queries.session_by_hash(session, digest_of(token))
            if found is None or not lives(found, now) or not found.account.active:
                return None
            actor = queries.actor_of_account(found.account)
            stale = now - found.seen_at >= SEEN_STEP
        if stale:
            with self.sessions.begin() as session:
                again = queries.session_by_hash(session, digest_of(token))
                if again is not None and lives(again, now):
                    again.seen_at = now
        return actor

    def sign_out(self, token: str) -> None:
        """End the session of this token; a dead token is no error."""
        with self.sessions.begin() as session:
            found = queries.session_by_hash(session, digest_of(token))
            if found is not None and found.revoked_at is None:
                found.revoked_at = self.clock.now()

    def confirm_password(
        self, actor: Actor, token: str, password: str, source: str = ""
    ) -> str:
        """Check the password once more and return the session's new token.

        Throttled like a sign-in. For ten minutes `recently_confirmed` says yes.
        """
        with self.sessions.read() as session:
            own = queries.account_by_ref(session, actor.ref)
        attempt = self._attempt(own.handle if own else "", source)
        if not passwords.fits(own.password_hash if own else None, password):
            raise Problem(Code.BAD_CREDENTIALS)
        fresh = new_token()
        with self.sessions.begin() as session:
            session.execute(delete(LoginFailure).where(LoginFailure.id.in_(attempt.ids)))
            found = queries.session_by_hash(session, digest_of(token))
            if found is None or found.account_id != actor.id:
                raise Problem(Code.SESSION_EXPIRED)
            found.token_hash, found.confirmed_at = digest_of(fresh), self.clock.now()
        return fresh

    def recently_confirmed(self, token: str) -> bool:
        """Tell whether the session's owner gave the password in the last ten minutes."""
        with self.sessions.read() as session:
            found = queries.session_by_hash(session, digest_of(token))
            now = self.clock.now()
            return (
                found is not None
                and lives(found, now)
                and now - found.confirmed_at < CONFIRMED_FOR
            )

    def change_password(
        self, actor: Actor, token: str, old: str, new: str, source: str = ""
    ) -> str:
        """Replace one's own password: every session ends, a new one opens here."""
        self.confirm_password(actor, token, old, source)
        self.set_password(actor, actor.ref, new)
        with self.sessions.begin() as session:
            return open_session(session, actor.id, self.clock.now(), source=source)


def open_session(
    session: Session, account_id: int, at: datetime, *, device: str = "", source: str = ""
) -> str:
    """Open a session for an account whose password was just given; return its token."""
    token = new_token()
    session.add(
        LoginSession(
            token_hash=digest_of(token),
            account_id=account_id,
            created_at=at,
            seen_at=at,
            confirmed_at=at,
            device=device[:120],
            source=source[:64],
        )
    )
    return token


def lives(found: LoginSession, now: datetime) -> bool:
    """Tell whether a session still lets somebody in."""
    return (
        found.revoked_at is None
        and now - found.seen_at < IDLE
        and now - found.created_at < ABSOLUTE
    )


def check_throttle(session: Session, pair: str, alone: str, now: datetime) -> None:
    """Refuse an attempt after too many failures of the pair, or of the account anywhere."""
    from_here = queries.failures_since(session, pair, now - PAIR_WINDOW)
    anywhere = queries.failures_since(session, alone, now - ACCOUNT_WINDOW)
    if from_here >= PAIR_FAILURES or anywhere >= ACCOUNT_FAILURES:
        raise Problem(Code.TOO_MANY_ATTEMPTS)
