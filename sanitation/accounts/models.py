"""Tables of people: organisations, accounts, grants, sessions, assessors' files."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.accounts.rules import Kind, Level, Role, Tie
from sanitation.db.base import Base, ByValue, new_ref


class Organisation(Base):
    """A body people belong to: bureau, agency, district office, contractor."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[Kind] = mapped_column(ByValue(Kind))


class Account(Base):
    """One person: level and place say what they see, grants what they do."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("handle"),
        CheckConstraint("level <> 'district' or district <> ''", name="district_given"),
        CheckConstraint("level <> 'street' or street <> ''", name="street_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    handle: Mapped[str] = mapped_column(String(60))  # what is typed to sign in
    name: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    level: Mapped[Level] = mapped_column(ByValue(Level))
    district: Mapped[str] = mapped_column(String(20), default="")
    street: Mapped[str] = mapped_column(String(20), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(12), default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    organisation: Mapped[Organisation] = relationship()
    grants: Mapped[list["Grant"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Grant(Base):
    """A role given to an account."""

    __tablename__ = "grant_of_role"
    __table_args__ = (UniqueConstraint("account_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(ByValue(Role))
    granted_at: Mapped[datetime]


class LoginSession(Base):
    """A signed-in browser; the token is kept only as its hash."""

    __tablename__ = "login_session"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]  # last time the password was given
    revoked_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(120), default="")
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    source: Mapped[str] = mapped_column(String(64), default="")  # network address
    account: Mapped[Account] = relationship()


class LoginFailure(Base):
    """A failed sign-in, for the throttle; the handle and source are kept as hashes."""

    __tablename__ = "login_failure"
    __table_args__ = (Index("ix_login_failure_key_at", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    by_account: Mapped[bool] = mapped_column(default=False)  # else by account and source


class OneTimeLink(Base):
    """A link that sets a first or a new password, once, before it expires."""

    __tablename__ = "one_time_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AssessorFile(Base):
    """The steps one assessor passed for one quarter (上岗资格)."""

    __tablename__ = "assessor_file"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("account_id", "quarter"),
        CheckConstraint("training_hours >= 0", name="hours_counted"),
        CheckConstraint("mock_agreement_pct between 0 and 100", name="mock_pct"),
        CheckConstraint("exam_score between 0 and 100", name="exam_points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    quarter: Mapped[str] = mapped_column(String(6))
    training_hours: Mapped[int] = mapped_column(default=0)
    mock_agreement_pct: Mapped[int | None]
    exam_score: Mapped[int | None]
    confidentiality_signed_at: Mapped[datetime | None]
    integrity_signed_at: Mapped[datetime | None]
    confidentiality_text_sha256: Mapped[str] = mapped_column(String(64), default="")
    integrity_text_sha256: Mapped[str] = mapped_column(String(64), default="")
    exam_attempts: Mapped[int] = mapped_column(default=0)
    home_x: Mapped[int] = mapped_column(default=0)  # metres, for the distance of packages
    home_y: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column()
    account: Mapped[Account] = relationship()

    __mapper_args__ = {"version_id_col": version}


class ConflictOfInterest(Base):
    """A tie that bars a person (回避) from a district, a street or a contractor."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (
        UniqueConstraint("ref"),
        CheckConstraint(
            "district <> '' or street <> '' or organisation_id is not null",
            name="somewhere",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    kind: Mapped[Tie] = mapped_column(ByValue(Tie))
    district: Mapped[str] = mapped_column(String(20), default="")
    street: Mapped[str] = mapped_column(String(20), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    declared_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    organisation: Mapped[Organisation | None] = relationship()


class Contract(Base):
    """A contractor keeps a street's sites of one venue type from one day to another."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("ref"),
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="ordered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    street: Mapped[str] = mapped_column(String(20), index=True)
    venue: Mapped[str] = mapped_column(String(8), default="")  # empty: every venue type
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship()
