"""A quarter of eight tasks in two streets, brought as far as a test needs.

Everything goes through the real services, so a state made here is one that can exist.
"""

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sanitation.accounts.rules import Actor, Kind, Place, Role
from sanitation.bootstrap import Services
from sanitation.clock import SHANGHAI
from sanitation.draws.values import CommitDraw, Seed
from sanitation.fieldwork.rules import AnswerState, PhotoRole, SiteFound
from sanitation.fieldwork.statement import StatedAnswer, StatedPhoto, Statement, dump
from sanitation.publication.rules import Stage
from sanitation.reviews.rules import SITE_ITEM, Judgement, MarkState
from sanitation.sites.values import ImportRegister
from tests.factories import accounts
from tests.factories.photos import jpeg

QUARTER = "2026Q3"
FIRST_DAY, LAST_DAY = date(2026, 7, 13), date(2026, 7, 24)
APPEALS_OVER = timedelta(days=14)  # longer than five working days ever take
EACH = 6  # sites of each venue type in each street
SEED = Seed("01234567890123456789", "ab" * 32)


@dataclass(frozen=True, slots=True)
class House:
    """The people of one small city, and the quarter's draw once there is one."""

    services: Services
    office: Actor
    second: Actor  # another person of the office
    assessors: tuple[Actor, ...]
    reviewers: tuple[Actor, ...]
    adjudicator: Actor
    panellists: tuple[Actor, ...]
    district: Actor  # of the first street
    draw: str = ""

    def at(self, day: date, hour: int = 10) -> None:
        """Move the clock to an hour of a day, in the city's time."""
        self.services.clock.move_to(
            datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)
        )


def register(services: Services, each: int = EACH, firm: str = "") -> bytes:
    """Write a register: roads and toilets in the first street and in the fourth."""
    lines = [
        "site_id,venue,street,name,lon,lat,contractor,toilet_class,kind,industry,status"
    ]
    for street in (services.city.streets[0], services.city.streets[3]):
        for number in range(1, each + 1):
            lon, lat = street.label_lon + number / 1000, street.label_lat
            for venue, toilet in (("V01", ",,,"), ("V04", "2,detached,park,open")):
                site = f"{street.code}-{venue}-{number:05d}"
                lines.append(
                    f"{site},{venue},{street.code},place {number},{lon:.4f},{lat:.4f},"
                    f"{firm},{toilet}"
                )
    return ("\n".join(lines) + "\n").encode()


def lay(services: Services, actor: Actor, data: bytes, *, dry_run: bool = False):
    """Import a register's CSV."""
    command = ImportRegister(data, "register.csv", "utf-8", dry_run, "the first register")
    return services.sites.import_register(actor, command)


def house(services: Services, assessors: int = 4) -> House:
    """Enrol everybody a quarter needs and import the register."""
    first = services.city.streets[0]
    made = House(
        services,
        accounts.account(services, Role.OFFICE),
        accounts.account(services, Role.OFFICE),
        tuple(accounts.assessor(services, QUARTER) for _ in range(assessors)),
        tuple(accounts.account(services, Role.REVIEWER) for _ in range(3)),
        accounts.account(services, Role.ADJUDICATOR),
        tuple(accounts.account(services, Role.PANELLIST) for _ in range(3)),
        accounts.account(
            services, Role.DISTRICT_VIEWER, place=Place(first.district_code, first.code)
        ),
    )
    accounts.organisation(services, Kind.CONTRACTOR, "Clean Streets")
    lay(services, made.office, register(services, firm="Clean Streets"))
    return made


def plan(services: Services, **changes) -> CommitDraw:
    """Return a plan that can be committed."""
    given = CommitDraw(
        QUARTER, services.city.rubric_id, 2, FIRST_DAY, LAST_DAY, 30_100_000, reserves=2,
        sealed=False, rehearsal=True,
    )  # fmt: skip
    return replace(given, **changes)


def committed(made: House, **changes) -> House:
    """Freeze the register and commit a plan."""
    made.services.frames.freeze(made.office, QUARTER)
    ref = made.services.draws.commit(made.office, plan(made.services, **changes))
    return replace(made, draw=ref)


def assigned(made: House, **changes) -> House:
    """Draw, assign, and let the last day of fieldwork come."""
    made = committed(made, **changes)
    made.services.draws.draw(made.office, made.draw, SEED)
    made.services.draws.assign(made.office, made.draw)
    made.at(LAST_DAY)
    return made


def tasks(made: House):
    """Return the open tasks, each with somebody who may do it."""
    found = {}
    for person in made.assessors:
        for task in made.services.fieldwork.today(person):
            found.setdefault(task.handle, (person, task))
    return [found[handle] for handle in sorted(found, key=lambda h: found[h][1].site_id)]


def statement(made: House, person: Actor, handle: str, found=None, **changes):
    """Make a valid statement of a visit; found: indicator -> findings. Also its photos."""
    checklist = made.services.fieldwork.task(person, handle).checklist
    now = made.services.clock.now()
    counts = dict.fromkeys(checklist.codes, 0) | (found or {})
    if changes.get("site_found", SiteFound.OPEN) is not SiteFound.OPEN:
        counts = {}
    wanted = [
        (role, "", 0) for role in (PhotoRole.ENTRY, PhotoRole.OVERALL, PhotoRole.EXIT)
    ]
    for item, count in counts.items():
        for number in range(1, count + 1):
            wanted += [(PhotoRole.WIDE, item, number), (PhotoRole.CLOSE, item, number)]
    files, photos = {}, []
    for role, item, number in wanted:
        data = jpeg()
        digest = hashlib.sha256(data).hexdigest()
        files[digest] = data
        photos.append(StatedPhoto(digest, len(data), "image/jpeg", role, item, number, now))
    given = Statement(
        record=str(uuid.uuid4()),
        task=handle,
        rubric=checklist.rubric_sha256,
        arrived_at=now - timedelta(minutes=20),
        left_at=now,
        sealed_at=now,
        fix=None,
        site_found=SiteFound.OPEN,
        answers=tuple(
            StatedAnswer(item, AnswerState.COUNTED, count, "")
            for item, count in counts.items()
        ),
        photos=tuple(photos),
        note="",
    )
    return replace(given, **changes), files


def submit(made: House, person: Actor, handle: str, found=None, **changes):
    """Upload a whole record; returns the service's answer."""
    stated, files = statement(made, person, handle, found, **changes)
    return made.services.fieldwork.submit_whole(person, stated.record, dump(stated), files)


def visited(made: House, findings: int = 2, **changes) -> House:
    """Visit every site; each shows this many findings of its first indicator."""
    made = assigned(made, **changes)
    for person, task in tasks(made):
        code = made.services.fieldwork.task(person, task.handle).checklist.codes[0]
        submit(made, person, task.handle, {code: findings})
    return made


def marks_of(record) -> dict[str, Judgement]:
    """Return the marks of somebody who agrees with everything claimed."""
    return dict(record.claimed) or {SITE_ITEM: Judgement(MarkState.COUNTED, 1)}


def seal(made: House, reviewer: Actor, handle: str, less: int = 0) -> None:
    """Seal a review; less: findings fewer than claimed, for a dispute."""
    record = made.services.reviews.record(reviewer, handle)
    marks = marks_of(record)
    if less:
        item = max(marks, key=lambda code: marks[code].findings)
        marks[item] = Judgement(MarkState.COUNTED, marks[item].findings - less)
    made.services.reviews.seal(reviewer, handle, marks)


def reviewed(made: House, **changes) -> House:
    """Assign two strangers to every record and let them agree."""
    made = visited(made, **changes)
    made.services.reviews.assign(made.office, QUARTER)
    for reviewer in made.reviewers:
        while (handle := made.services.reviews.queue(reviewer).next_handle) is not None:
            seal(made, reviewer, handle)
    return made


def published(made: House, **changes) -> House:
    """Score the quarter and publish it provisionally."""
    made = reviewed(made, **changes)
    run = made.services.scores.run(made.office, QUARTER)
    release(made, Stage.PROVISIONAL, run)
    return made


def release(made: House, stage: Stage, run: str) -> str:
    """Propose with one person, sign with the other; returns the release's ref.

    A final one waits until the time for appeals is over.
    """
    if stage is Stage.FINAL:
        made.services.clock.advance(APPEALS_OVER)
    ref = made.services.publication.propose(made.office, QUARTER, stage, run)
    made.services.publication.sign(made.second, ref)
    return ref
