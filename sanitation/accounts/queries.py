"""Reads of people. Functions take the caller's session; later stages join theirs here."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from sanitation.accounts.models import (
    Account,
    AssessorFile,
    ConflictOfInterest,
    Contract,
    Grant,
    LoginFailure,
    LoginSession,
    OneTimeLink,
    Organisation,
)
from sanitation.accounts.rules import (
    Actor,
    Level,
    Qualification,
    QualificationRule,
    Role,
    Scope,
    lacks,
)


def actor_of_account(account: Account) -> Actor:
    """Return who an account is at this moment: grants and scope read from its row."""
    contractor = account.organisation.ref if account.level is Level.CONTRACTOR else ""
    return Actor(
        id=account.id,
        ref=account.ref,
        name=account.name,
        roles=frozenset(grant.role for grant in account.grants),
        scope=Scope(account.level, account.district, account.street, contractor),
        language=account.language,
    )


def actor_by_id(session: Session, account_id: int) -> Actor | None:
    """Return the actor of an active account, or None."""
    account = session.scalar(_accounts().where(Account.id == account_id, Account.active))
    return actor_of_account(account) if account else None


def account_by_ref(session: Session, ref: str) -> Account | None:
    """Return an account with its grants and organisation."""
    return session.scalar(_accounts().where(Account.ref == ref))


def account_by_handle(session: Session, handle: str) -> Account | None:
    """Return the account of a sign-in name, active or not."""
    return session.scalar(_accounts().where(Account.handle == handle))


def account_for_update(session: Session, ref: str) -> Account | None:
    """Return an account, locked until the transaction ends."""
    locked = _accounts().where(Account.ref == ref).with_for_update(of=Account)
    return session.scalar(locked.execution_options(populate_existing=True))


def people_with_role(session: Session, role: Role) -> list[Account]:
    """List the active accounts that hold a role, in the order of their names to sign in."""
    holding = select(Grant.account_id).where(Grant.role == role)
    chosen = _accounts().where(Account.active, Account.id.in_(holding))
    return list(session.scalars(chosen.order_by(Account.handle)))


def search_accounts(
    session: Session, words: str, role: Role | None, *, start: int, count: int
) -> tuple[list[Account], int]:
    """Return one page of accounts whose name, handle or organisation has the words, and how
    many there are in all.
    """
    chosen = select(Account.id).join(Account.organisation)
    if words:
        chosen = chosen.where(_has(words))
    if role is not None:
        chosen = chosen.where(Account.grants.any(Grant.role == role))
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    page = _accounts().where(Account.id.in_(chosen)).order_by(Account.handle)
    return list(session.scalars(page.offset(start).limit(count))), total


def _has(words: str) -> ColumnElement[bool]:
    return or_(
        Account.handle.icontains(words, autoescape=True),
        Account.name.icontains(words, autoescape=True),
        Organisation.name.icontains(words, autoescape=True),
    )


def _accounts() -> Select[Account]:
    return select(Account).options(
        selectinload(Account.grants), selectinload(Account.organisation)
    )


def organisation_by_name(session: Session, name: str) -> Organisation | None:
    """Return the organisation of that name."""
    return session.scalar(select(Organisation).where(Organisation.name == name))


def organisation_by_ref(session: Session, ref: str) -> Organisation | None:
    """Return the organisation of that ref."""
    return session.scalar(select(Organisation).where(Organisation.ref == ref))


def organisations(session: Session) -> list[Organisation]:
    """List all organisations by name."""
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))


def contractor_of(
    session: Session, street: str, venue: str, day: date
) -> Organisation | None:
    """Return who keeps a street's sites of a venue type on a day, or None.

    A contract for the venue type comes before one for every venue type; of two valid on
    the day the later one counts.
    """
    valid = (
        select(Contract)
        .where(
            Contract.street == street,
            Contract.venue.in_((venue, "")),
            Contract.valid_from <= day,
            or_(Contract.valid_to.is_(None), Contract.valid_to >= day),
        )
        .order_by(Contract.venue.desc(), Contract.valid_from.desc(), Contract.id.desc())
        .options(selectinload(Contract.organisation))
    )
    contract = session.scalars(valid.limit(1)).first()
    return contract.organisation if contract else None


# -- qualification


def qualification_of(file: AssessorFile) -> Qualification:
    """Return what the draw asks of a file."""
    return Qualification(
        training_hours=file.training_hours,
        mock_agreement_pct=file.mock_agreement_pct,
        exam_score=file.exam_score,
        confidentiality_signed=file.confidentiality_signed_at is not None,
        integrity_signed=file.integrity_signed_at is not None,
    )


def qualified_assessors(
    session: Session, quarter: str, rule: QualificationRule
) -> list[tuple[Account, AssessorFile]]:
    """List who may enter the quarter's draw: active assessors whose file lacks nothing."""
    return [
        (account, file)
        for account, file in assessors(session, quarter)
        if file is not None and not lacks(qualification_of(file), rule)
    ]


def assessors(session: Session, quarter: str) -> list[tuple[Account, AssessorFile | None]]:
    """List every active assessor with the quarter's file, None where none was begun."""
    people = people_with_role(session, Role.ASSESSOR)
    files = {
        file.account_id: file
        for file in session.scalars(
            select(AssessorFile).where(AssessorFile.quarter == quarter)
        )
    }
    return [(account, files.get(account.id)) for account in people]


def file_of(session: Session, account_id: int, quarter: str) -> AssessorFile | None:
    """Return one assessor's file of one quarter."""
    return session.scalar(
        select(AssessorFile).where(
            AssessorFile.account_id == account_id, AssessorFile.quarter == quarter
        )
    )


def conflicts(session: Session, account_ids: Collection[int]) -> list[ConflictOfInterest]:
    """List the declared ties of these people that have not been withdrawn."""
    declared = select(ConflictOfInterest).where(
        ConflictOfInterest.account_id.in_(account_ids),
        ConflictOfInterest.withdrawn_at.is_(None),
    )
    ordered = declared.order_by(ConflictOfInterest.account_id, ConflictOfInterest.id)
    return list(
        session.scalars(ordered.options(selectinload(ConflictOfInterest.organisation)))
    )


def conflict_by_ref(session: Session, ref: str) -> ConflictOfInterest | None:
    """Return a declared tie, withdrawn or not."""
    return session.scalar(select(ConflictOfInterest).where(ConflictOfInterest.ref == ref))


# -- sign-in


def session_by_hash(session: Session, token_hash: str) -> LoginSession | None:
    """Return a sign-in with its account, whatever its state."""
    return session.scalar(
        select(LoginSession)
        .where(LoginSession.token_hash == token_hash)
        .options(selectinload(LoginSession.account).selectinload(Account.grants))
        .options(selectinload(LoginSession.account).selectinload(Account.organisation))
    )


def count_never_in(session: Session) -> int:
    """Count the active accounts that hold a role and have no password yet."""
    waiting = select(func.count(Account.id)).where(
        Account.active, Account.password_hash.is_(None), Account.grants.any()
    )
    return session.scalar(waiting) or 0


def session_by_ref(session: Session, ref: str) -> LoginSession | None:
    """Return a sign-in by its public name."""
    return session.scalar(select(LoginSession).where(LoginSession.ref == ref))


def handles(session: Session) -> list[str]:
    """List every name to sign in."""
    return list(session.scalars(select(Account.handle)))


def open_sessions(
    session: Session, account_id: int, *, created_after: datetime, seen_after: datetime
) -> list[LoginSession]:
    """List an account's sign-ins that still let somebody in, the latest seen first."""
    return list(
        session.scalars(
            select(LoginSession)
            .where(
                LoginSession.account_id == account_id,
                LoginSession.revoked_at.is_(None),
                LoginSession.created_at > created_after,
                LoginSession.seen_at > seen_after,
            )
            .order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())
        )
    )


def unrevoked_sessions(session: Session, account_id: int) -> list[LoginSession]:
    """List an account's sign-ins nobody has ended, run out or not."""
    return list(
        session.scalars(
            select(LoginSession).where(
                LoginSession.account_id == account_id, LoginSession.revoked_at.is_(None)
            )
        )
    )


def recent_sessions(session: Session, *, start: int, count: int) -> Sequence[LoginSession]:
    """Return one page of all sign-ins, the latest first."""
    newest = select(LoginSession).order_by(
        LoginSession.created_at.desc(), LoginSession.id.desc()
    )
    page = newest.options(selectinload(LoginSession.account)).offset(start).limit(count)
    return session.scalars(page).all()


def count_sessions(session: Session) -> int:
    """Count all sign-ins."""
    return session.scalar(select(func.count(LoginSession.id))) or 0


def failures_since(session: Session, key: str, since: datetime) -> int:
    """Count the failed sign-ins under a throttle key after an instant."""
    counted = select(func.count(LoginFailure.id))
    return (
        session.scalar(counted.where(LoginFailure.key == key, LoginFailure.at > since)) or 0
    )


def recent_failures(
    session: Session, since: datetime, count: int
) -> list[tuple[str, int, datetime]]:
    """List (account key, failures, last instant) since an instant, the latest first."""
    last = func.max(LoginFailure.at)
    rows = session.execute(
        select(LoginFailure.key, func.count(LoginFailure.id), last)
        .where(LoginFailure.by_account, LoginFailure.at > since)
        .group_by(LoginFailure.key)
        .order_by(last.desc())
        .limit(count)
    )
    return [(key, number, at) for key, number, at in rows]


def link_by_hash(session: Session, token_hash: str) -> OneTimeLink | None:
    """Return a one-time link, locked until the transaction ends."""
    found = select(OneTimeLink).where(OneTimeLink.token_hash == token_hash)
    return session.scalar(found.with_for_update())


def unused_links(session: Session, account_id: int) -> list[OneTimeLink]:
    """List an account's links nobody has used."""
    unused = select(OneTimeLink).where(
        OneTimeLink.account_id == account_id, OneTimeLink.used_at.is_(None)
    )
    return list(session.scalars(unused))
