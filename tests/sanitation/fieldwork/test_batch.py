"""A workbook with its photos: all of it or nothing, by the same checks as a phone's."""

import io
import zipfile
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from sanitation.demo import past
from sanitation.errors import Code, Problem
from sanitation.fieldwork.models import Submission
from sanitation.fieldwork.rules import Route
from tests.factories.photos import jpeg
from tests.line import BEGIN, FIRST_DAY, PER_STREET, QUARTER, TEAMS, WINDOW, begun
from tests.world import small_world, stored


@pytest.fixture
def drawn():
    with small_world(start=BEGIN) as services:
        line = begun(services)
        ref = past.draw(line, QUARTER, FIRST_DAY, TEAMS, WINDOW, PER_STREET)
        line.at(FIRST_DAY + timedelta(days=40), 9)
        yield line, ref


def batch_of(line, ref, records=2, spoil=None):
    services = line.services
    book = load_workbook(io.BytesIO(services.batches.template()))
    packed = io.BytesIO()
    tasks = services.draws.tasks(line.office, ref)[:records]
    leaders = services.draws.leaders(line.office, ref)
    details = {
        row.site_id: services.fieldwork.task(leader, row.handle)
        for leader in leaders
        for row in services.fieldwork.today(leader)
    }
    with zipfile.ZipFile(packed, "w") as archive:
        for number, task in enumerate(tasks, 1):
            day = task.day.isoformat()
            book["记录"].append(
                [
                    number,
                    task.site_id,
                    f"{day} 09:00",
                    f"{day} 09:20",
                    None,
                    None,
                    None,
                    "open",
                ]
            )
            for item in details[task.site_id].checklist.codes:
                book["指标"].append([number, item, "counted", 0])
            for role in ("entry", "overall", "exit"):
                archive.writestr(f"{number}-{role}.jpg", jpeg())
                book["照片"].append(
                    [number, f"{number}-{role}.jpg", role, None, None, f"{day} 09:05"]
                )
    if spoil:
        spoil(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), packed.getvalue()


def count(services):
    with stored(services) as session:
        return session.scalar(select(func.count()).select_from(Submission))


def test_a_batch_becomes_received_records_through_the_same_door(drawn):
    line, ref = drawn
    book, photos = batch_of(line, ref)
    report = line.services.batches.import_batch(
        line.office, str(QUARTER), book, photos, dry_run=False
    )
    assert (report.records, report.photos) == (2, 6)
    with stored(line.services) as session:
        routes = session.scalars(select(Submission.route)).all()
    assert routes == [Route.WORKBOOK] * 2


def test_a_dry_run_stores_nothing(drawn):
    line, ref = drawn
    book, photos = batch_of(line, ref)
    line.services.batches.import_batch(
        line.office, str(QUARTER), book, photos, dry_run=True
    )
    assert count(line.services) == 0


@pytest.mark.parametrize(
    ("sheet", "cell", "value"),
    [
        ("记录", "B3", "NOWHERE-1"),
        ("记录", "C3", "yesterday"),
        ("指标", "D3", -1),
        ("指标", "B3", "XX99"),
        ("照片", "B3", "missing.jpg"),
        ("照片", "C3", "selfie"),
    ],
)
def test_one_bad_cell_refuses_the_whole_batch(drawn, sheet, cell, value):
    line, ref = drawn

    def spoil(book):
        book[sheet][cell] = value

    book, photos = batch_of(line, ref, spoil=spoil)
    with pytest.raises(Problem) as refused:
        line.services.batches.import_batch(
            line.office, str(QUARTER), book, photos, dry_run=False
        )
    assert refused.value.code is Code.IMPORT_REFUSED
    assert refused.value.rows
    assert count(line.services) == 0
