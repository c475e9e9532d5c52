"""Tables of the draw: plan and seed, the sample, teams, and one task a site."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.accounts.models import Account, Organisation
from sanitation.db.base import Base, ByValue, new_ref
from sanitation.draws.rules import DrawState, Place, TaskState, WaveState
from sanitation.frames.models import Frame
from sanitation.sites.models import Site


class Draw(Base):
    """One plan and what came of it. The same plan is never drawn twice."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("plan_sha256"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6), index=True)
    frame_id: Mapped[int] = mapped_column(ForeignKey("frame.id"))
    state: Mapped[DrawState] = mapped_column(ByValue(DrawState))
    plan: Mapped[bytes] = mapped_column(LargeBinary)  # canonical JSON
    plan_sha256: Mapped[str] = mapped_column(String(64))
    rubric_sha256: Mapped[str] = mapped_column(String(64))
    committed_at: Mapped[datetime]
    dice: Mapped[str] = mapped_column(String(80), default="")
    beacon_round: Mapped[int] = mapped_column(BigInteger, default=0)
    beacon_randomness: Mapped[str] = mapped_column(String(64), default="")
    beacon_signature: Mapped[str] = mapped_column(Text, default="")
    seed_text: Mapped[str] = mapped_column(Text, default="")
    sample_sha256: Mapped[str] = mapped_column(String(64), default="")
    assignment_sha256: Mapped[str] = mapped_column(String(64), default="")
    drawn_at: Mapped[datetime | None]
    assigned_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str] = mapped_column(String(300), default="")
    opens_at: Mapped[datetime | None]  # close of fieldwork; None: no trustees, a rehearsal
    opened_at: Mapped[datetime | None]
    dice_at: Mapped[datetime | None]  # when two people had entered the same digits
    beacon_relays: Mapped[str | None] = mapped_column(Text)  # who gave it, one a line
    version: Mapped[int] = mapped_column()
    frame: Mapped[Frame] = relationship()

    __mapper_args__ = {"version_id_col": version}


class DrawWave(Base):
    """A day or a week of the quarter with its own seed, made on its own morning."""

    __tablename__ = "draw_wave"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("draw_id", "position"),
        UniqueConstraint("draw_id", "label"),
        CheckConstraint("(state = 'drawn') = (drawn_at is not null)", name="dated"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    position: Mapped[int]  # from 1
    label: Mapped[str] = mapped_column(String(10))  # 2026Q1-W03
    day: Mapped[date]  # its first
    units: Mapped[int]  # how many parts of streets it visits
    beacon_round: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[WaveState] = mapped_column(ByValue(WaveState), default=WaveState.WAITING)
    beacon_randomness: Mapped[str] = mapped_column(String(64), default="")
    beacon_signature: Mapped[str] = mapped_column(Text, default="")
    beacon_relays: Mapped[str] = mapped_column(Text, default="")  # one a line
    seed_text: Mapped[str] = mapped_column(Text, default="")
    sample_sha256: Mapped[str] = mapped_column(String(64), default="")
    assignment_sha256: Mapped[str] = mapped_column(String(64), default="")
    drawn_at: Mapped[datetime | None]


class DrawnSite(Base):
    """A site the draw took, or holds in reserve, with its ticket and probability take/m."""

    __tablename__ = "drawn_site"
    __table_args__ = (UniqueConstraint("draw_id", "site_pk"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    site_pk: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    cell: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]  # order in the cell, from 1
    place: Mapped[Place] = mapped_column(ByValue(Place))
    take: Mapped[int]  # sites drawn from the cell
    size_m: Mapped[int]  # sites in the cell
    ticket: Mapped[str] = mapped_column(String(64))
    site: Mapped[Site] = relationship()


class Team(Base):
    """Assessors drawn together (考察小组)."""

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("draw_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    code: Mapped[str] = mapped_column(String(8))  # T01
    members: Mapped[list["TeamMember"]] = relationship(cascade="all, delete-orphan")


class TeamMember(Base):
    """One person in one team; position 1 leads."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    position: Mapped[int]
    account: Mapped[Account] = relationship()


class Task(Base):
    """One site for one team on one day (考察任务); nobody sees it before its day."""

    __tablename__ = "task"
    __table_args__ = (UniqueConstraint("handle"), UniqueConstraint("draw_id", "site_pk"))

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(32), default=new_ref)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    drawn_site_id: Mapped[int] = mapped_column(ForeignKey("drawn_site.id"))
    site_pk: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), index=True)
    package: Mapped[str] = mapped_column(String(40))
    day: Mapped[date] = mapped_column(index=True)
    state: Mapped[TaskState] = mapped_column(ByValue(TaskState), default=TaskState.OPEN)
    stands_in_for_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    substitution_reason: Mapped[str] = mapped_column(String(40), default="")
    site: Mapped[Site] = relationship()
    team: Mapped[Team] = relationship()
    drawn_site: Mapped[DrawnSite] = relationship()
    draw: Mapped[Draw] = relationship()


class DrawTrustee(Base):
    """One trustee's share of a quarter's secret, handed in before the plan pins it."""

    __tablename__ = "draw_trustee"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("pin"),  # a share once opened is known to all
        UniqueConstraint("quarter", "attempt", "account_id"),
        UniqueConstraint("quarter", "attempt", "organisation_id"),
        UniqueConstraint("draw_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    quarter: Mapped[str] = mapped_column(String(6))
    attempt: Mapped[int]  # 1, and 1 more for each cancelled draw of the quarter
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    pin: Mapped[str] = mapped_column(String(64))
    sealed_share: Mapped[bytes] = mapped_column(LargeBinary)  # encrypted, see vault.py
    handed_in_at: Mapped[datetime]
    draw_id: Mapped[int | None] = mapped_column(ForeignKey("draw.id"), index=True)
    position: Mapped[int | None]  # in the plan, from 1
    share: Mapped[str | None] = mapped_column(String(64))  # hex, once opened to all
    account: Mapped[Account] = relationship()
    organisation: Mapped[Organisation] = relationship()


class DrawStamp(Base):
    """The time stamp of an outside body over a plan, checked when it was brought."""

    __tablename__ = "draw_stamp"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("draw_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"))
    answer_sha256: Mapped[str] = mapped_column(String(64))  # plan.tsr, among the blobs
    certificates_sha256: Mapped[str] = mapped_column(String(64))  # plan_tsa.pem
    body: Mapped[str] = mapped_column(String(200))  # as its certificate names it
    root_sha256: Mapped[str] = mapped_column(String(64))
    stamped_at: Mapped[datetime]
    kept_at: Mapped[datetime]


class DrawNotice(Base):
    """A beacon round came late: published and logged before the plan's next one counts."""

    __tablename__ = "draw_notice"
    __table_args__ = (UniqueConstraint("ref"), UniqueConstraint("draw_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    position: Mapped[int]  # from 1
    late_round: Mapped[int] = mapped_column(BigInteger)
    next_round: Mapped[int] = mapped_column(BigInteger)
    statement: Mapped[str] = mapped_column(String(300))  # where it was looked for
    noticed_at: Mapped[datetime]


class DrawDice(Base):
    """The digits one person of the office read off the dice; two must agree."""

    __tablename__ = "draw_dice"
    __table_args__ = (
        UniqueConstraint("ref"),
        UniqueConstraint("draw_id", "attempt", "account_id"),
        UniqueConstraint("draw_id", "attempt", "place"),
        CheckConstraint("place in (1, 2)", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    draw_id: Mapped[int] = mapped_column(ForeignKey("draw.id"), index=True)
    attempt: Mapped[int]  # 1, and 1 more for each time the two differed
    place: Mapped[int]  # 1 or 2, who came first
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    digits: Mapped[str] = mapped_column(String(80))
    entered_at: Mapped[datetime]
    account: Mapped[Account] = relationship()
