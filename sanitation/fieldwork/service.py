"""Use cases of field records: today's tasks, photos, and the record they complete.

One door for all: the capture page and the workbook both end in `submit`.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sanitation.accounts.rules import Action, Actor, Due, Role, authorise
from sanitation.draws.models import Task
from sanitation.draws.rules import TaskState
from sanitation.errors import Code, Problem
from sanitation.fieldwork import photos, queries, rules
from sanitation.fieldwork.checklist import Checklist, checklist_for
from sanitation.fieldwork.models import Answer, Photo, Submission, UploadedFile
from sanitation.fieldwork.office import OfficeReads
from sanitation.fieldwork.rules import AnswerState, Route, SiteFound, SubmissionState
from sanitation.fieldwork.statement import Statement, parse
from sanitation.ledger.leaf import Event, FileRef
from sanitation.ledger.queries import entries_of
from sanitation.ledger.service import Receipt, append

NOTHING_TO_COUNT = frozenset({SiteFound.LOCKED, SiteFound.CLOSED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to an upload, the same each time it is asked for."""

    record: str
    ref: str
    state: SubmissionState
    missing: tuple[str, ...]  # digests still to be sent
    receipt: Receipt | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One of today's tasks, as its team sees it."""

    handle: str
    site_id: str
    name: str
    address: str
    venue: str
    street: str
    lon_e7: int
    lat_e7: int
    hours: str
    package: str
    state: TaskState
    rubric: str


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task with the checklist of its venue type."""

    task: TaskRow
    checklist: Checklist


@dataclass(frozen=True, slots=True)
class Fieldwork(OfficeReads):
    """Use cases of field records."""

    def today(self, actor: Actor) -> tuple[TaskRow, ...]:
        """List the actor's own tasks of today; nobody sees a task before its day."""
        authorise(actor, Action.DO_FIELDWORK)
        with self.sessions.read() as session:
            tasks = queries.tasks_on(
                session, actor.id, self._local(self.clock.now()).date()
            )
            return tuple(_row(task) for task in tasks)

    def task(self, actor: Actor, handle: str) -> TaskDetail:
        """Give one own task of today or earlier, with its checklist; else NOT_FOUND."""
        authorise(actor, Action.DO_FIELDWORK)
        with self.sessions.read() as session:
            task = self._own_task(session, actor, handle)
            return TaskDetail(_row(task), checklist_for(self.city, self.blobs, task))

    def put_file(self, actor: Actor, record: str, digest: str, data: bytes) -> None:
        """Keep a photo for a record; sending it again changes nothing.

        DIGEST_MISMATCH when the bytes are not those promised: nothing is kept.
        PHOTO_INVALID when they are no photo. NOT_FOUND for another person's record.
        """
        authorise(actor, Action.DO_FIELDWORK)
        if hashlib.sha256(data).hexdigest() != digest:
            raise Problem(Code.DIGEST_MISMATCH, wanted=digest)
        photos.check(data)
        self.blobs.put(data)
        with self.sessions.begin() as session:
            there = queries.files_of(session, record)
            if any(file.account_id != actor.id for file in there.values()):
                raise Problem(Code.NOT_FOUND)
            if digest not in there:
                session.add(self._file(actor, record, digest, len(data)))

    def submit(
        self, actor: Actor, record: str, statement: bytes, route: Route = Route.PAGE
    ) -> Outcome:
        """Take a record: incomplete while photos are missing, then received for good.

        The same bytes again give the stored answer; other bytes under the same number
        are UPLOAD_CONFLICT. Raises INVALID_INPUT, ANSWERS_MISMATCH or PHOTO_MISSING for
        a statement that cannot stand, NOT_FOUND for a task that is not the actor's.
        """
        authorise(actor, Action.DO_FIELDWORK)
        stated = parse(statement)
        if stated.record != record:
            raise Problem(Code.INVALID_INPUT, field="record")
        with self.sessions.begin() as session:
            return self.accept(session, actor, stated, statement, route)

    def submit_whole(
        self, actor: Actor, record: str, statement: bytes, files: Mapping[str, bytes]
    ) -> Outcome:
        """Take a record with all its photos in one request; see `put_file` and `submit`."""
        authorise(actor, Action.DO_FIELDWORK)
        stated = parse(statement)
        if stated.record != record:
            raise Problem(Code.INVALID_INPUT, field="record")
        for digest, data in files.items():
            if hashlib.sha256(data).hexdigest() != digest:
                raise Problem(Code.DIGEST_MISMATCH, wanted=digest)
            photos.check(data)
            self.blobs.put(data)
        with self.sessions.begin() as session:
            there = queries.files_of(session, record)
            if any(file.account_id != actor.id for file in there.values()):
                raise Problem(Code.NOT_FOUND)
            session.add_all(
                self._file(actor, record, digest, len(data))
                for digest, data in files.items()
                if digest not in there
            )
            return self.accept(session, actor, stated, statement, Route.PAGE)

    def accept(
        self, session: Session, actor: Actor, stated: Statement, data: bytes, route: Route
    ) -> Outcome:
        """Join the caller's transaction and take one record; see `submit`."""
        found = queries.submission_by_record(session, stated.record)
        digest = hashlib.sha256(data).hexdigest()
        if found is None:
            task = self._own_task(session, actor, stated.task)
            self._check(stated, checklist_for(self.city, self.blobs, task))
            found = self._announce(session, actor, task, stated, data, route)
        elif found.submitted_by_id != actor.id:
            raise Problem(Code.NOT_FOUND)
        elif found.statement_sha256 != digest:
            self.blobs.put(data)  # both are kept: the other bytes are evidence
            raise Problem(Code.UPLOAD_CONFLICT, stored=found.statement_sha256)
        if found.state is not SubmissionState.INCOMPLETE:
            receipt = _receipt(session, found)
            return Outcome(
                found.record, found.ref, found.state, (), receipt, _words(found.flags)
            )
        return self._complete(session, actor, found)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Count an assessor's open tasks of today; for the office, records without photos."""
        if Role.OFFICE in actor.roles:
            with self.sessions.read() as session:
                return (Due("records_incomplete", queries.incomplete_count(session)),)
        if Role.ASSESSOR not in actor.roles:
            return ()
        open_tasks = [row for row in self.today(actor) if row.state is TaskState.OPEN]
        return (Due("tasks_today", len(open_tasks)),) if open_tasks else ()

    # -- steps ---------------------------------------------------------------

    def _own_task(self, session: Session, actor: Actor, handle: str) -> Task:
        task = queries.task_of(session, handle, actor.id)
        if task is None or task.day > self._local(self.clock.now()).date():
            raise Problem(Code.NOT_FOUND)
        if task.state is TaskState.SUBSTITUTED:
            raise Problem(Code.WRONG_STATE, state=task.state.value)
        return task

    def _check(self, stated: Statement, checklist: Checklist) -> None:
        if stated.rubric != checklist.rubric_sha256:
            raise Problem(
                Code.INVALID_INPUT, field="rubric", wanted=checklist.rubric_sha256
            )
        if not stated.arrived_at <= stated.left_at <= stated.sealed_at:
            raise Problem(Code.INVALID_INPUT, field="left_at")
        items = () if stated.site_found in NOTHING_TO_COUNT else checklist.codes
        rules.check_answers(items, [answer.item for answer in stated.answers])
        counted = {answer.item: answer.findings for answer in stated.answers}
        shown = [(photo.role, photo.item, photo.finding) for photo in stated.photos]
        rules.check_photos(counted, shown)
        if absent := rules.missing_photos(counted, shown):
            raise Problem(Code.PHOTO_MISSING, detail=", ".join(absent))
        if len({photo.sha256 for photo in stated.photos}) < len(stated.photos):
            raise Problem(Code.PHOTO_INVALID, detail="the same photo is named twice")

    def _announce(
        self,
        session: Session,
        actor: Actor,
        task: Task,
        stated: Statement,
        data: bytes,
        route: Route,
    ) -> Submission:
        fix = stated.fix
        made = Submission(
            record=stated.record,
            task_id=task.id,
            team_id=task.team_id,
            submitted_by_id=actor.id,
            route=route,
            state=SubmissionState.INCOMPLETE,
            statement=data,
            statement_sha256=hashlib.sha256(data).hexdigest(),
            rubric_sha256=stated.rubric,
            site_found=stated.site_found,
            lon_e7=fix and fix.lon_e7,
            lat_e7=fix and fix.lat_e7,
            accuracy_m=fix and fix.accuracy_m,
            arrived_at=stated.arrived_at,
            left_at=stated.left_at,
            sealed_at=stated.sealed_at,
            announced_at=self.clock.now(),
            note=stated.note,
            answers=_answers(stated),
            photos=_photos(stated),
        )
        session.add(made)
        session.flush()
        return made

    def _complete(self, session: Session, actor: Actor, found: Submission) -> Outcome:
        there = queries.files_of(session, found.record)
        missing = [photo for photo in found.photos if photo.sha256 not in there]
        if missing:
            digests = tuple(photo.sha256 for photo in missing)
            return Outcome(found.record, found.ref, found.state, digests, None)
        task = session.get_one(Task, found.task_id, with_for_update=True)
        if task.state is TaskState.SUBSTITUTED:  # while the photos were on their way
            raise Problem(Code.WRONG_STATE, state=task.state.value)
        now = self.clock.now()
        for photo in found.photos:
            photo.received_at = there[photo.sha256].received_at
            photo.size = there[photo.sha256].size
        found.state, found.received_at = SubmissionState.RECEIVED, now
        found.flags = " ".join(self._flags(session, found, task, now))
        task.state = TaskState.DONE
        files = tuple(FileRef(p.sha256, p.size, p.media_type) for p in found.photos)
        event = Event(
            kind="SubmissionReceived",
            object=found.ref,
            facts=facts(found, task.handle),
            actor=actor.ref,
            role=actor.role,
            versions={"rubric": found.rubric_sha256},
            files=files,
        )
        receipt = append(session, event, now)
        return Outcome(
            found.record, found.ref, found.state, (), receipt, _words(found.flags)
        )

    def _flags(
        self, session: Session, found: Submission, task: Task, now: datetime
    ) -> tuple[str, ...]:
        visit = rules.Visit(
            arrived_at=found.arrived_at,
            left_at=found.left_at,
            sealed_at=found.sealed_at,
            announced_at=found.announced_at,
            received_at=now,
            local_arrival=self._local(found.arrived_at),
            task_day=task.day,
            distance_m=self._distance(found, task),
            accuracy_m=found.accuracy_m,
            another=queries.another_for(session, task.id, found.record),
        )
        return tuple(flag.value for flag in rules.flags(visit, rules.FlagLimits()))

    def _distance(self, found: Submission, task: Task) -> int | None:
        if found.lon_e7 is None or found.lat_e7 is None:
            return None
        x, y = self.city.to_metres(found.lon_e7, found.lat_e7)
        site_x, site_y = self.city.to_metres(task.site.lon_e7, task.site.lat_e7)
        return round(math.hypot(x - site_x, y - site_y))

    def _file(self, actor: Actor, record: str, digest: str, size: int) -> UploadedFile:
        return UploadedFile(
            record=record,
            sha256=digest,
            size=size,
            account_id=actor.id,
            received_at=self.clock.now(),
        )

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.city.timezone))


def _receipt(session: Session, found: Submission) -> Receipt | None:
    """Give the receipt again: a phone that lost the first answer asks once more."""
    entries = entries_of(session, found.ref)
    if not entries:
        return None
    return Receipt(entries[0].seq, entries[0].leaf_hash, found.ref, entries[0].n)


def facts(row: Submission, task_handle: str) -> Mapping[str, object]:
    """Give what the ledger's entry says of a submission, from its rows alone."""
    return {
        "task": task_handle,
        "statement": row.statement_sha256,
        "site_found": row.site_found.value,
        "state": row.state.value,
        "flags": row.flags,
        "answers": {
            answer.item: [answer.state.value, answer.findings]
            for answer in sorted(row.answers, key=lambda answer: answer.item)
        },
    }


def _answers(stated: Statement) -> list[Answer]:
    return [
        Answer(
            item=a.item, state=AnswerState(a.state), findings=a.findings, reason=a.reason
        )
        for a in stated.answers
    ]


def _photos(stated: Statement) -> list[Photo]:
    return [
        Photo(
            number=number,
            sha256=photo.sha256,
            size=photo.size,
            media_type=photo.media_type,
            role=photo.role,
            item=photo.item,
            finding=photo.finding,
            taken_at=photo.taken_at,
        )
        for number, photo in enumerate(stated.photos, 1)
    ]


def _row(task: Task) -> TaskRow:
    site = task.site
    return TaskRow(
        handle=task.handle,
        site_id=site.site_id,
        name=site.name,
        address=site.address,
        venue=site.venue,
        street=site.street,
        lon_e7=site.lon_e7,
        lat_e7=site.lat_e7,
        hours=site.toilet.hours if site.toilet else "",
        package=task.package,
        state=task.state,
        rubric=task.draw.rubric_sha256,
    )


def _words(flags: str) -> tuple[str, ...]:
    return tuple(flags.split())
