"""Tables of the register: sites, the toilet's own fields, and the history of changes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sanitation.accounts.models import Organisation
from sanitation.db.base import Base, ByValue, new_ref
from sanitation.sites.rules import SiteState, ToiletKind, ToiletStatus


class Site(Base):
    """One thing that can be drawn and judged; its site_id is permanent, never reused."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("site_id"),
        CheckConstraint("size >= 1", name="size_positive"),
        CheckConstraint(
            "(state = 'closed') = (closed_on is not null)", name="closed_dated"
        ),
        Index("ix_site_street_venue", "street", "venue"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(32), default=new_ref)
    site_id: Mapped[str] = mapped_column(String(54))  # [A-Z0-9-]{1,54}
    venue: Mapped[str] = mapped_column(String(8))
    street: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    lon_e7: Mapped[int]  # WGS84, 1e-7 degree
    lat_e7: Mapped[int]
    size: Mapped[int] = mapped_column(default=1)  # in the venue type's unit
    contractor_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )
    state: Mapped[SiteState] = mapped_column(ByValue(SiteState), default=SiteState.ACTIVE)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    contractor: Mapped[Organisation | None] = relationship()
    toilet: Mapped["Toilet | None"] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}


class Toilet(Base):
    """What a public toilet has beside a site's fields."""

    __tablename__ = "toilet"
    __table_args__ = (
        UniqueConstraint("site_pk"),
        CheckConstraint("toilet_class in (1, 2, 3)", name="three_classes"),
        CheckConstraint(
            "stalls_women >= 0 and stalls_men >= 0 and urinals >= 0", name="counts"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_pk: Mapped[int] = mapped_column(ForeignKey("site.id"))
    toilet_class: Mapped[int]
    kind: Mapped[ToiletKind] = mapped_column(ByValue(ToiletKind))
    industry: Mapped[str] = mapped_column(String(30), index=True)
    stalls_women: Mapped[int] = mapped_column(default=0)
    stalls_men: Mapped[int] = mapped_column(default=0)
    stalls_unisex: Mapped[int] = mapped_column(default=0)
    urinals: Mapped[int] = mapped_column(default=0)
    stalls_accessible: Mapped[int] = mapped_column(default=0)
    third_toilet: Mapped[bool] = mapped_column(default=False)
    nursing_room: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[str] = mapped_column(String(40), default="")  # "00:00-24:00"
    operator: Mapped[str] = mapped_column(String(120), default="")
    status: Mapped[ToiletStatus] = mapped_column(ByValue(ToiletStatus))


class SiteChange(Base):
    """One change of one site: who, when, why, and the fields before and after as JSON."""

    __tablename__ = "site_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_pk: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    at: Mapped[datetime]
    actor_ref: Mapped[str] = mapped_column(String(32))
    actor_name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))  # added, edited, closed, reopened
    reason: Mapped[str] = mapped_column(String(300), default="")
    before: Mapped[str] = mapped_column(Text, default="{}")
    after: Mapped[str] = mapped_column(Text, default="{}")
