"""Thirty teams visit their sites: real statements, real JPEGs, through the real service."""

import hashlib
import uuid
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sanitation.accounts.rules import Actor
from sanitation.bootstrap import Services
from sanitation.clock import SteppingClock
from sanitation.demo.scenes import Album
from sanitation.demo.truth import Truth
from sanitation.draws.rules import TaskState
from sanitation.errors import Code, Problem
from sanitation.fieldwork.checklist import Checklist
from sanitation.fieldwork.rules import AnswerState, PhotoRole, SiteFound
from sanitation.fieldwork.service import TaskRow
from sanitation.fieldwork.statement import Fix, StatedAnswer, StatedPhoto, Statement, dump

FIRST_VISIT = time(8, 10)
STAY, BETWEEN = timedelta(minutes=18), timedelta(minutes=32)
WANDER_E7 = 4000  # about 40 m
SUBSTITUTED = 0.012
SENDING = timedelta(minutes=2)  # from the seal to the server's receipt
FAST_ONE_IN, FAST_BY = 400, timedelta(minutes=11)  # devices whose clock runs ahead


@dataclass(frozen=True, slots=True)
class Crew:
    """What the visits are made with."""

    services: Services
    clock: SteppingClock
    truth: Truth
    album: Album

    def work(self, people: list[Actor], day: datetime, step: Callable[[int], None]) -> int:
        """Let every team leader do the tasks of one day; returns how many were done."""
        self.clock.move_to(max(self.clock.now(), _local(self.services, day, FIRST_VISIT)))
        visits = []
        for person in people:
            tasks = self.services.fieldwork.today(person)
            visits += [(n, person, task) for n, task in enumerate(tasks) if _open(task)]
        done = 0
        for number, group in groupby(sorted(visits, key=_when), key=lambda one: one[0]):
            arrived = _local(self.services, day, FIRST_VISIT) + number * (STAY + BETWEEN)
            for _number, person, task in group:
                self._visit(person, task, arrived)
                done += 1
                step(1)
        return done

    def _visit(self, person: Actor, task: TaskRow, arrived: datetime) -> None:
        if self.truth.dice.random() < SUBSTITUTED:
            task = self._substitute(person, task)
        self.clock.move_to(max(self.clock.now(), arrived))
        detail = self.services.fieldwork.task(person, task.handle)
        venue = self.services.city.venue(task.venue).code
        stated, files = self._record(task, venue, detail.checklist, arrived + _ahead(task))
        # The server hears of a visit once it is over; only a clock ahead of it is flagged.
        self.clock.move_to(max(self.clock.now(), arrived + STAY + SENDING))
        self.services.fieldwork.submit_whole(person, stated.record, dump(stated), files)

    def _substitute(self, person: Actor, task: TaskRow) -> TaskRow:
        """Hand the task to a reserve; visit it after all where its cell has none left."""
        reason = self.truth.dice.choice(("closed_for_works", "no_longer_exists"))
        try:
            handle = self.services.draws.substitute(person, task.handle, reason)
        except Problem as problem:
            if problem.code is not Code.NO_RESERVE_LEFT:
                raise
            return task
        return self.services.fieldwork.task(person, handle).task

    def _record(
        self, task: TaskRow, venue: str, checklist: Checklist, arrived: datetime
    ) -> tuple[Statement, dict[str, bytes]]:
        found = self.truth.site_found(venue)
        answers = (
            self.truth.answers(task.street, venue, checklist)
            if found is SiteFound.OPEN
            else {}
        )
        files: dict[str, bytes] = {}
        photos = tuple(self._photos(venue, answers, arrived, files))
        left = arrived + STAY
        stated = Statement(
            record=str(uuid.UUID(int=self.truth.dice.getrandbits(128), version=4)),
            task=task.handle,
            rubric=checklist.rubric_sha256,
            arrived_at=arrived,
            left_at=left,
            sealed_at=left,
            fix=self._fix(task),
            site_found=found,
            answers=tuple(
                StatedAnswer(
                    item, state, count, "" if state is AnswerState.COUNTED else "示例"
                )
                for item, (state, count) in answers.items()
            ),
            photos=photos,
            note="",
        )
        return stated, files

    def _photos(
        self,
        venue: str,
        answers: dict[str, tuple[AnswerState, int]],
        arrived: datetime,
        files: dict[str, bytes],
    ) -> Iterator[StatedPhoto]:
        for role in (PhotoRole.ENTRY, PhotoRole.OVERALL, PhotoRole.EXIT):
            yield self._photo(role, "", 0, venue, arrived, files)
        for item, (_state, count) in answers.items():
            for number in range(1, count + 1):
                yield self._photo(PhotoRole.WIDE, item, number, venue, arrived, files)
                yield self._photo(PhotoRole.CLOSE, item, number, venue, arrived, files)

    def _photo(
        self,
        role: PhotoRole,
        item: str,
        number: int,
        venue: str,
        arrived: datetime,
        files: dict[str, bytes],
    ) -> StatedPhoto:
        data = self.album.photo(role.value, venue)
        digest = hashlib.sha256(data).hexdigest()
        files[digest] = data
        taken = arrived + timedelta(seconds=20 * len(files))
        return StatedPhoto(digest, len(data), "image/jpeg", role, item, number, taken)

    def _fix(self, task: TaskRow) -> Fix:
        wander = self.truth.dice.randint
        return Fix(
            task.lon_e7 + wander(-WANDER_E7, WANDER_E7),
            task.lat_e7 + wander(-WANDER_E7, WANDER_E7),
            wander(4, 30),
        )


def _ahead(task: TaskRow) -> timedelta:
    """Say how far the device's clock runs ahead; the site decides, the dice stay as they were."""
    fast = zlib.crc32(task.site_id.encode()) % FAST_ONE_IN == 0
    return FAST_BY if fast else timedelta()


def _open(task: TaskRow) -> bool:
    return task.state is TaskState.OPEN


def _when(one: tuple[int, Actor, TaskRow]) -> tuple[int, str]:
    return one[0], one[2].handle


def _local(services: Services, day: datetime, at: time) -> datetime:
    zone = ZoneInfo(services.city.timezone)
    return datetime.combine(day.date(), at, zone).astimezone(UTC)
