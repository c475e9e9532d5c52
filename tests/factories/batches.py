"""A batch: a workbook and an archive of photos, valid by default."""

import io
import zipfile
from datetime import datetime

from openpyxl import load_workbook

from tests.factories import quarter
from tests.factories.photos import jpeg

ROLES = ("entry", "overall", "exit")


def workbook(made, records=2, spoil=None):
    """Fill in the template for the first open tasks; spoil may change the workbook."""
    book = load_workbook(io.BytesIO(made.services.batches.template()))
    for number, (person, task) in enumerate(quarter.tasks(made)[:records], 1):
        codes = made.services.fieldwork.task(person, task.handle).checklist.codes
        times = ["2026-07-24 09:00", "2026-07-24 09:20"]
        book["记录"].append([number, task.site_id, *times, None, None, None, "open"])
        for code in codes:
            book["指标"].append([number, code, "counted", 0])
        for role in ROLES:
            file, at = f"{number}-{role}.jpg", datetime.fromisoformat("2026-07-24T09:05")
            book["照片"].append([number, file, role, None, None, at])
    if spoil:
        spoil(book)
    return packed(book)


def packed(book):
    """Return a workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def names(records=2):
    """Return the photos' names a workbook of so many records gives."""
    return [f"{number}-{role}.jpg" for number in range(1, records + 1) for role in ROLES]


def archive(files=None, records=2, **more):
    """Pack photos by name; files: name -> bytes in place of the valid ones."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        for name, data in (files or dict.fromkeys(names(records))).items():
            box.writestr(name, data if data is not None else jpeg())
        for name, data in more.items():
            box.writestr(name, data)
    return out.getvalue()
