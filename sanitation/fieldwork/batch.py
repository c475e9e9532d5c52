"""A batch: workbook and photos become records through the same door, all or nothing."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from stat import S_ISLNK
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from sanitation.accounts.queries import actor_of_account
from sanitation.accounts.rules import Action, Actor, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.draws.models import Task
from sanitation.errors import Code, Problem
from sanitation.exchange.spec import Fault
from sanitation.fieldwork import photos, queries, workbook
from sanitation.fieldwork.models import UploadedFile
from sanitation.fieldwork.rules import Route
from sanitation.fieldwork.service import Fieldwork
from sanitation.fieldwork.statement import dump, parse
from sanitation.fieldwork.workbook import Stated
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append

UNPACKED = 512 * 2**20  # bytes of photos in one archive
MEMBERS = 20_000
IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a batch did, or would do."""

    digest: str
    records: int
    photos: int


@dataclass(frozen=True, slots=True)
class Batches:
    """Use cases of the batch import: the office, for phones that could not be used."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    fieldwork: Fieldwork

    def template(self, language: str = "zh") -> bytes:
        """Return the empty workbook, its sheets named in a language."""
        return workbook.template(language)

    def import_batch(
        self,
        actor: Actor,
        quarter: str,
        book: bytes,
        archive: bytes,
        *,
        dry_run: bool,
        language: str = "zh",
    ) -> BatchReport:
        """Take every record of a workbook, or refuse it whole.

        archive: a ZIP with the photos by name. IMPORT_REFUSED lists every fault by sheet,
        row and column; a record must pass the same checks as one from a phone.
        """
        authorise(actor, Action.IMPORT_FIELDWORK)
        label = str(Quarter.parse(quarter))
        files = unpacked(archive)
        read = workbook.sheets(book, language)
        digest = sha256(book).hexdigest()
        with self.sessions.begin() as session:
            tasks = {task.site.site_id: task for task in queries.open_tasks(session, label)}
            handles = {
                site: (task.handle, task.draw.rubric_sha256) for site, task in tasks.items()
            }
            zone = ZoneInfo(self.city.timezone)
            made, faults = workbook.statements(read, handles, files, digest, zone)
            faults += workbook.unnamed(read, files)
            faults += workbook.unfit(read, _no_photos(files))
            if not faults:
                faults += self._take(session, actor, made, tasks, files)
            if faults:
                rows = workbook.headed(faults[:500], language)
                raise Problem(Code.IMPORT_REFUSED, rows=rows)
            report = BatchReport(digest, len(made), len(files))
            if dry_run:
                session.rollback()
                return report
            self.blobs.put(book)
            event = Event(
                kind="BatchImported",
                object=digest[:32],
                facts={"quarter": label, "workbook": digest, "records": len(made)},
                actor=actor.ref,
                role=actor.role,
            )
            append(session, event, self.clock.now())
            return report

    def _take(
        self,
        session: Session,
        actor: Actor,
        made: list[Stated],
        tasks: Mapping[str, Task],
        files: Mapping[str, bytes],
    ) -> list[Fault]:
        by_digest = {sha256(data).hexdigest(): data for data in files.values()}
        faults: list[Fault] = []
        for one in made:
            leader = actor_of_account(queries.leader(session, tasks[one.site_id].team_id))
            for digest in {photo.sha256 for photo in one.statement.photos}:
                self.blobs.put(by_digest[digest])
                session.add(self._file(one, digest, len(by_digest[digest]), leader.id))
            session.flush()
            try:
                data = dump(one.statement)
                stated = parse(data)  # as strictly as if a device had sent it
                self.fieldwork.accept(session, leader, stated, data, Route.WORKBOOK)
            except Problem as problem:
                faults.append(_refused(one, problem))
        return faults

    def _file(self, one: Stated, digest: str, size: int, account_id: int) -> UploadedFile:
        return UploadedFile(
            record=one.statement.record,
            sha256=digest,
            size=size,
            account_id=account_id,
            received_at=self.clock.now(),
        )


def _refused(one: Stated, problem: Problem) -> Fault:
    facts = problem.facts
    told = facts.get("detail") or facts.get("items") or facts.get("wanted")
    place = problem.rows[0] if problem.rows else {}
    return {
        "sheet": workbook.RECORDS.name_zh,
        "row": str(one.row),
        "column": place.get("column", "") or str(facts.get("field", "")),
        "got": place.get("got", problem.code.value),
        "wanted": str(told or place.get("wanted", "")),
    }


def _no_photos(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return why, for every file that cannot be a photo of a record."""
    wrong = {}
    for name, data in files.items():
        try:
            photos.check(data)
        except Problem as problem:
            wrong[name] = str(problem.facts.get("detail", ""))
    return wrong


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the photos of a ZIP by name; refuses links, upward paths and what is too large.

    Names without the UTF-8 flag are read as UTF-8 first and as GB18030 only if that fails:
    the other order turns an archive made on a Mac into wrong names without an error.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(archive))
        if any(not member.flag_bits & 0x800 for member in packed.infolist()):
            packed = _named(archive)
        return _photos(packed)
    except (
        zipfile.BadZipFile,  # also a member that is not what its header says
        zlib.error,
        NotImplementedError,  # a way of packing this machine does not know
        RuntimeError,  # a password
        EOFError,
        ValueError,  # a place before the beginning of the file
        OSError,
    ) as error:
        raise Problem(Code.FILE_UNREADABLE) from error


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack loose photos as the archive a batch takes: a folder goes through the same door.

    PHOTO_INVALID where a name comes twice.
    """
    out, names = io.BytesIO(), set()
    with zipfile.ZipFile(out, "w") as archive:  # stored: a photo does not shrink any more
        for name, data in files:
            if name in names:
                raise Problem(Code.PHOTO_INVALID, detail=name)
            names.add(name)
            archive.writestr(name, data)
    return out.getvalue()


def _photos(packed: zipfile.ZipFile) -> dict[str, bytes]:
    members = [
        member
        for member in packed.infolist()
        if not member.is_dir() and not any(part in member.filename for part in IGNORED)
    ]
    total = sum(member.file_size for member in members)
    if total > UNPACKED or len(members) > MEMBERS:
        limit = f"{UNPACKED // 2**20} MB, {MEMBERS} photos"
        raise Problem(Code.FILE_TOO_LARGE, limit=limit)
    found: dict[str, bytes] = {}
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        linked = S_ISLNK(member.external_attr >> 16)
        if path.is_absolute() or ".." in path.parts or linked or path.name in found:
            raise Problem(Code.PHOTO_INVALID, detail=member.filename)
        if member.file_size > photos.MAX_BYTES:
            told = f"{member.filename}: at most {photos.MAX_BYTES} bytes"
            raise Problem(Code.PHOTO_INVALID, detail=told)
        with packed.open(member) as stream:
            # No more than announced, however much a lying header would unpack to.
            found[path.name] = stream.read(member.file_size + 1)
    return found


def _named(archive: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(archive), metadata_encoding="utf-8")
    except UnicodeDecodeError:
        return zipfile.ZipFile(io.BytesIO(archive), metadata_encoding="gb18030")
