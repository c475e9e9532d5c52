"""Freezes the register inside the caller's transaction: bytes, sizes, list of changes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sampling import canonical, facts, rooting, writing
from sampling.allocation import Measure
from sampling.split import stratum_id_of_cell
from sampling.types import FrameRow, Reason
from sanitation.accounts.rules import Actor
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_calendar
from sanitation.catalog.rubrics import rubric_bytes
from sanitation.errors import Code, Problem
from sanitation.frames import changes, columnar, policy, queries, rules
from sanitation.frames.choices import Asked, Choices, CityValues, chosen
from sanitation.frames.columnar import SizedColumns
from sanitation.frames.models import Frame
from sanitation.frames.past import Earlier
from sanitation.frames.policy import Policy
from sanitation.frames.rules import Before, Sized
from sanitation.sites import queries as register
from sanitation.sites.models import Site
from sanitation.sites.rules import SiteState
from scoring import rubric


@dataclass(frozen=True, slots=True)
class Made:
    """Everything of a frame but its row in the table."""

    data: bytes
    policy: bytes
    difference: bytes
    sites: int
    eligible: int


def choices_of(city: City, asked: Asked) -> Choices:
    """Fill what was left open with the city's own values; INVALID_INPUT names the fields."""
    own = CityValues(
        per_street=city.default_int("sample.per_street"),
        minimum=city.default_int("sample.per_stratum"),
        max_share=city.default_int("sample.max_share"),
        cool_off=city.default_int("sample.cool_off"),
    )
    streets = frozenset(one.code for one in city.streets)
    return chosen(asked, own, streets, frozenset(one.id for one in city.venue_types))


def weights_of(city: City) -> dict[str, int]:
    """Return the venue types' weights as the rubric has them."""
    table = rubric.parse(rubric_bytes(city)).tables["venues"]
    return {venue: int(weight) for venue, weight in table.entries[-1].numbers.items()}


def make(
    session: Session,
    city: City,
    blobs: Blobs,
    quarter: str,
    asked: Asked,
    earlier: Earlier | None,
    spreads: Mapping[str, int],
) -> Made:
    """Make frame, sizes and list of changes from the register as it stands.

    FRAME_EMPTY; PLAN_IMPOSSIBLE names the street or venue type that falls short.
    """
    choices = choices_of(city, asked)
    previous = earlier.frame_sha256 if earlier else _frame_before(session, quarter)
    measured = spreads if choices.measure is Measure.NEYMAN else {}
    if not previous:
        return _first(session, city, quarter, asked, choices, measured)
    old = canonical.parse_frame(blobs.get(previous)) if previous else ()
    active, gone = _register(session, city, {row.site_id for row in old})
    if not active:
        raise Problem(Code.FRAME_EMPTY)
    visited = earlier.visited if earlier else frozenset()
    drawn_in = earlier.quarter if earlier else ""
    rows = changes.carried(active, old, gone, quarter, visited, drawn_in)
    sized = rules.freeze(
        rows,
        quarter,
        choices,
        weights_of(city),
        measured,
        before_of(earlier) if earlier else None,
        recut=asked.recut,
    )
    kept = policy_of(sized, choices, asked, earlier, previous)
    if earlier:
        blobs.put(earlier.substitutions)
    return Made(
        canonical.frame_bytes(sized.rows),
        policy.written(kept),
        changes.difference(old, sized.rows),
        len(sized.rows),
        sum(row.eligible for row in sized.rows),
    )


def _first(
    session: Session,
    city: City,
    quarter: str,
    asked: Asked,
    choices: Choices,
    spreads: Mapping[str, int],
) -> Made:
    """Make a frame that follows none: nobody rests, nobody is gone, all are new."""
    active = columnar.register_in_columns(city, register.active_parts(session))
    if not len(active):
        raise Problem(Code.FRAME_EMPTY)
    sized = columnar.freeze(active, quarter, choices, weights_of(city), spreads)
    kept = policy_of(sized, choices, asked, None, "")
    return Made(
        writing.frame_bytes(sized.columns),
        policy.written(kept),
        columnar.all_added(sized.columns),
        len(sized.columns),
        int(sized.columns.eligible.sum()),
    )


def check_open(earlier: Earlier | None, now: datetime) -> None:
    """Refuse a frame that would tell a sealed sample: a site rests because it was drawn."""
    if earlier and earlier.secret_until and now < earlier.secret_until:
        raise Problem(Code.NOT_OPEN_YET, opens=earlier.secret_until)


def before_of(earlier: Earlier) -> Before:
    """Read what this quarter's cells and sizes rest on from the plan before."""
    plan = canonical.parse_plan(earlier.plan)
    taken: dict[str, int] = {}
    for cell, take in plan.take_per_cell.items():
        stratum = stratum_id_of_cell(cell)
        taken[stratum] = taken.get(stratum, 0) + take
    allocation = plan.facts.get("allocation", {})
    return Before(
        taken, facts.cooloff(plan), allocation if isinstance(allocation, dict) else {}
    )


def policy_of(
    sized: Sized | SizedColumns,
    choices: Choices,
    asked: Asked,
    earlier: Earlier | None,
    previous: str,
) -> Policy:
    """Gather what is kept with the frame."""
    rule = sized.rule
    cooloff = {
        "quarters": rule.quarters,
        "since": rule.since,
        "dropped": sorted(rule.dropped),
    }
    return Policy(
        take_per_cell=sized.take_per_cell,
        allocation=sized.allocation,
        cooloff=cooloff if rule.quarters else {},
        by_size=choices.by_size,
        order=choices.order.value if choices.by_size else "",
        simple=choices.simple,
        previous_plan=earlier.plan_sha256 if earlier else "",
        previous_frame=previous,
        previous_substitutions=_digest(earlier.substitutions) if earlier else "",
        rehearsal=asked.rehearsal,
    )


def challenge_closes(city: City, now: datetime) -> datetime:
    """Return until when the changes are open to challenge: the end of a working day."""
    zone, days = ZoneInfo(city.timezone), city.default_int("sample.challenge")
    day = now.astimezone(zone).date()
    last = load_calendar(city.calendar).working_day_after(day, days) if days else day
    return datetime.combine(last, time(23, 59, 59), zone)


def keep(
    session: Session,
    actor: Actor,
    quarter: str,
    made: Made,
    blobs: Blobs,
    now: datetime,
    closes: datetime,
) -> Frame:
    """Add a frame to the session; closes: until when its changes may be challenged."""
    row = Frame(
        quarter=quarter,
        sha256=blobs.put(made.data),
        merkle_root=rooting.merkle_root(made.data),
        diff_sha256=blobs.put(made.difference),
        policy_sha256=blobs.put(made.policy),
        challenge_closes_at=closes,
        sites=made.sites,
        eligible=made.eligible,
        frozen_at=now,
        frozen_by=actor.ref,
    )
    session.add(row)
    session.flush()
    return row


def _register(
    session: Session, city: City, known: set[str]
) -> tuple[list[FrameRow], dict[str, FrameRow]]:
    """Return active sites, and by id those of an earlier frame that are active no more."""
    active = [_row(city, site) for site in register.active(session)]
    left = sorted(known - {row.site_id for row in active})
    gone = register.by_ids(session, left)
    return active, {name: _row(city, site) for name, site in gone.items()}


def _row(city: City, site: Site) -> FrameRow:
    x, y = city.to_metres(site.lon_e7, site.lat_e7)
    reason = Reason.ELIGIBLE if site.state is SiteState.ACTIVE else Reason.CLOSED
    return FrameRow(
        site.site_id, site.street, site.venue, "", site.size, x, y, reason=reason
    )


def _frame_before(session: Session, quarter: str) -> str:
    """Return the digest of the last frame of an earlier quarter: no draw, only a list."""
    found = queries.before(session, quarter)
    return found.sha256 if found else ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
