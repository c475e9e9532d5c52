"""A workbook with its photos: all of it or nothing, by the same checks as a phone's."""

import io
import struct
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from sanitation.accounts.rules import Role
from sanitation.errors import Code
from sanitation.fieldwork.models import Photo, Submission
from sanitation.fieldwork.rules import Route, SubmissionState
from tests.factories import accounts, quarter
from tests.factories.batches import archive, names, workbook
from tests.factories.photos import jpeg
from tests.world import everything, refuses, small_world, stored, undone


@pytest.fixture(scope="module")
def house():
    with small_world() as services:
        yield quarter.assigned(quarter.house(services))


@pytest.fixture(autouse=True)
def clean(house):
    with undone(house.services):
        yield


def lay(house, book, photos, *, dry_run=False, actor=None):
    return house.services.batches.import_batch(
        actor or house.office, quarter.QUARTER, book, photos, dry_run=dry_run, language="zh"
    )


def faults(house, book, photos, code=Code.IMPORT_REFUSED):
    with refuses(house.services, code) as refused:
        lay(house, book, photos)
    return [(row["sheet"], row.get("row", ""), row["column"]) for row in refused.value.rows]


def spoiled(house, sheet, cell, value):
    def spoil(book):
        book[sheet][cell] = value

    return workbook(house, spoil=spoil)


def submissions(house):
    with stored(house.services) as session:
        return session.scalars(select(Submission).order_by(Submission.id)).all()


def test_a_batch_becomes_received_records_through_the_same_door(house):
    report = lay(house, workbook(house), archive())
    assert (report.records, report.photos) == (2, 6)
    found = submissions(house)
    assert [one.route for one in found] == [Route.WORKBOOK] * 2
    assert {one.state for one in found} == {SubmissionState.RECEIVED}
    for one in found:
        (entry,) = house.services.ledger.entries_of(one.ref)
        assert entry.kind == "SubmissionReceived"
    (entry,) = house.services.ledger.entries_of(report.digest[:32])
    assert entry.kind == "BatchImported"


def test_a_dry_run_stores_nothing(house):
    before = everything(house.services)
    report = lay(house, workbook(house), archive(), dry_run=True)
    assert report.records == 2
    assert everything(house.services) == before


def test_the_same_batch_again_is_refused_because_its_tasks_are_done(house):
    book, photos = workbook(house), archive()
    lay(house, book, photos)
    assert faults(house, book, photos) == [
        ("记录", "3", "点位编号"),
        ("记录", "4", "点位编号"),
    ]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "column"),
    [
        ("记录", "A3", None, "记录号"),
        ("记录", "A3", 2, "记录号"),
        ("记录", "B3", "NOWHERE-1", "点位编号"),
        ("记录", "C3", "yesterday", "到达"),
        ("记录", "C3", "2026-07-24", "到达"),
        ("记录", "C3", date(2026, 7, 24), "到达"),
        ("记录", "C3", time(9, 0), "到达"),
        ("记录", "C3", "2026-07-24 10:00", "离开"),
        ("记录", "D3", "2026-02-30 09:00", "离开"),
        ("记录", "D3", "0001-01-01 00:00", "离开"),
        ("记录", "E3", "north", "纬度"),
        ("记录", "G3", -1, "精度"),
        ("记录", "H3", "haunted", "点位状态"),
        ("记录", "H3", "locked", ""),
        ("记录", "I3", "n" * 2001, "备注"),
        ("指标", "A3", 7, "记录号"),
        ("指标", "B3", "XX99", ""),
        ("指标", "C3", "perhaps", "状态"),
        ("指标", "D3", -1, "问题数"),
        ("指标", "D3", 1000, "问题数"),
        ("指标", "D3", 1, ""),
        ("指标", "E3", "r" * 201, "原因"),
        ("照片", "A3", 7, "记录号"),
        ("照片", "B3", "missing.jpg", "文件名"),
        ("照片", "C3", "selfie", "用途"),
        ("照片", "C3", "wide", ""),
        ("照片", "D3", "XX99", ""),
        ("照片", "E3", 0, "问题序号"),
        ("照片", "E3", 4, ""),
        ("照片", "F3", "noon", "拍摄时间"),
    ],
)
def test_one_bad_cell_refuses_the_whole_batch_and_is_named(
    house, sheet, cell, value, column
):
    found = faults(house, spoiled(house, sheet, cell, value), archive())
    told = "记录" if column in {"", "left_at"} else sheet  # a record refused as a whole
    columns = [name for place, _row, name in found if place == told]
    assert any(name == column or name.endswith(column) for name in columns), found


def test_a_wrong_photo_row_is_named_by_its_own_number(house):
    found = faults(house, spoiled(house, "照片", "B7", "elsewhere.jpg"), archive())
    assert ("照片", "7", "文件名") in found


def test_nothing_counted_and_findings_contradict_each_other(house):
    def spoil(book):
        book["指标"]["C3"], book["指标"]["D3"] = "na", 3

    assert faults(house, workbook(house, spoil=spoil), archive())


def test_a_position_off_the_globe_is_refused(house):
    def spoil(book):
        book["记录"]["E3"], book["记录"]["F3"] = 95, 118.7

    assert faults(house, workbook(house, spoil=spoil), archive())


def test_a_site_given_twice_is_refused(house):
    def spoil(book):
        book["记录"]["B4"] = book["记录"]["B3"].value

    assert ("记录", "4", "点位编号") in faults(
        house, workbook(house, spoil=spoil), archive()
    )


@pytest.mark.parametrize("sheet", ["记录", "指标", "照片"])
def test_each_sheet_must_be_there(house, sheet):
    def spoil(book):
        book.remove(book[sheet])

    found = faults(house, workbook(house, spoil=spoil), archive())
    assert (sheet, "", "") in found


def test_words_that_look_like_a_formula_are_kept_as_they_are(house):
    def spoil(book):
        book["记录"]["I3"] = "-2 bins, +1 bag"

    lay(house, workbook(house, spoil=spoil), archive())
    assert submissions(house)[0].note == "-2 bins, +1 bag"


@pytest.mark.parametrize(
    "given",
    [
        datetime.fromisoformat("2026-07-24T09:05:30"),
        "2026-07-24 09:05:30",
        "2026-07-24T01:05:30+00:00",
    ],
)
def test_times_are_the_citys_and_keep_their_seconds(house, given):
    lay(house, spoiled(house, "照片", "F3", given), archive())
    with stored(house.services) as session:
        taken = session.scalars(select(Photo.taken_at).order_by(Photo.id)).first()
    assert taken == datetime(2026, 7, 24, 1, 5, 30, tzinfo=UTC)


# -- the archive


def test_a_file_no_row_names_is_refused_by_its_name(house):
    found = faults(house, workbook(house), archive(**{"stray.jpg": jpeg()}))
    assert found == [("照片", "", "文件名")]


@pytest.mark.parametrize("bad", [b"hello", b"", jpeg(640, 480)[:-200]])
def test_a_bad_photo_is_named_with_the_row_that_uses_it(house, bad):
    files = dict.fromkeys(names()) | {"2-exit.jpg": bad}
    with refuses(house.services, Code.IMPORT_REFUSED) as refused:
        lay(house, workbook(house), archive(files))
    (fault,) = refused.value.rows
    assert (fault["row"], fault["got"]) == ("8", "2-exit.jpg")
    assert fault["wanted"]


def test_one_photo_under_two_names_cannot_show_two_things(house):
    same = jpeg()
    files = dict.fromkeys(names()) | {"1-entry.jpg": same, "1-exit.jpg": same}
    (found,) = faults(house, workbook(house), archive(files))
    assert found[:2] == ("记录", "3")


def test_names_in_gb18030_are_read_as_they_were_written(house):
    def spoil(book):
        for row in (3, 4, 5):
            book["照片"][f"B{row}"] = f"照片{row}.jpg"

    files = {f"照片{row}.jpg": jpeg() for row in (3, 4, 5)}
    files |= {name: jpeg() for name in names()[3:]}
    box = _without_utf8_flag(files, "gb18030")
    assert lay(house, workbook(house, spoil=spoil), box).photos == 6


def test_names_in_utf8_without_the_flag_are_read_too(house):
    def spoil(book):
        book["照片"]["B3"] = "照片.jpg"

    files = {"照片.jpg": jpeg()} | {name: jpeg() for name in names()[1:]}
    box = _without_utf8_flag(files, "utf-8")
    assert lay(house, workbook(house, spoil=spoil), box).photos == 6


def test_folders_and_what_a_computer_adds_by_itself_are_passed_over(house):
    files = {f"day 1/{name}": None for name in names()}
    box = archive(files, **{"__MACOSX/day 1/x.jpg": b"?", "day 1/.DS_Store": b"?"})
    assert lay(house, workbook(house), box).photos == 6


@pytest.mark.parametrize(
    "name", ["../1-entry.jpg", "/etc/1-entry.jpg", "a/../../1-entry.jpg", "..\\1-entry.jpg"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(house, name):
    files = {name: jpeg()} | {one: jpeg() for one in names()[1:]}
    with refuses(house.services, Code.PHOTO_INVALID) as refused:
        lay(house, workbook(house), archive(files))
    assert "1-entry.jpg" in refused.value.facts["detail"]


def test_a_link_in_the_archive_is_refused(house):
    link = zipfile.ZipInfo("1-entry.jpg")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as box:
        box.writestr(link, "/etc/passwd")
    with refuses(house.services, Code.PHOTO_INVALID):
        lay(house, workbook(house), out.getvalue())


def test_two_files_of_one_name_are_refused(house):
    files = dict.fromkeys(names()) | {"again/1-entry.jpg": None}
    with refuses(house.services, Code.PHOTO_INVALID):
        lay(house, workbook(house), archive(files))


def test_an_archive_that_lies_about_its_sizes_unpacks_to_no_more_than_it_says(house):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("1-entry.jpg", b"\0" * 40_000_000)
    honest = out.getvalue()
    lying = honest.replace(struct.pack("<I", 40_000_000), struct.pack("<I", 1000))
    assert lying != honest
    with refuses(house.services, Code.FILE_UNREADABLE):
        lay(house, workbook(house), lying)
    with refuses(house.services, Code.PHOTO_INVALID):  # and honest, it is no photo of ours
        lay(house, workbook(house), honest)


def test_an_archive_announcing_too_much_is_refused_unread(house):
    box = archive()
    at = box.index(b"PK\1\2") + 24  # the first member's size in the central directory
    announcing = box[:at] + struct.pack("<I", 600 * 2**20) + box[at + 4 :]
    with refuses(house.services, Code.FILE_TOO_LARGE):
        lay(house, workbook(house), announcing)


@pytest.mark.parametrize("box", [b"", b"PK", b"hello", archive()[:-30], archive()[40:]])
def test_what_is_no_archive_is_refused(house, box):
    with refuses(house.services, Code.FILE_UNREADABLE):
        lay(house, workbook(house), box)


def test_a_locked_archive_is_refused(house):
    box = bytearray(archive())
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = box.index(mark) + place
        box[at] |= 1
    with refuses(house.services, Code.FILE_UNREADABLE):
        lay(house, workbook(house), bytes(box))


# -- the workbook


@pytest.mark.parametrize("book", [b"", b"hello", archive()])
def test_what_is_no_workbook_is_refused(house, book):
    with refuses(house.services, Code.FILE_UNREADABLE):
        lay(house, book, archive())


def test_a_workbook_whose_insides_are_broken_is_refused(house):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(house))) as whole,
        zipfile.ZipFile(out, "w") as cut,
    ):
        for name in whole.namelist():
            data = whole.read(name)
            cut.writestr(name, data[: len(data) // 2] if "sheet2" in name else data)
    with refuses(house.services, Code.FILE_UNREADABLE):
        lay(house, out.getvalue(), archive())


def test_a_small_workbook_that_unpacks_to_a_large_one_is_refused(house):
    out = io.BytesIO(workbook(house))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/bomb.bin", b"\0" * (70 * 2**20))
    with refuses(house.services, Code.FILE_TOO_LARGE):
        lay(house, out.getvalue(), archive())


def test_only_the_office_imports_a_batch(house):
    other = accounts.account(house.services, Role.AUDITOR)
    book = workbook(house)
    with refuses(house.services, Code.FORBIDDEN):
        lay(house, book, archive(), actor=other)
    with refuses(house.services, Code.FORBIDDEN):
        lay(house, book, archive(), actor=house.assessors[0])


def test_the_empty_template_holds_no_record(house):
    assert faults(house, house.services.batches.template(), archive())


def _without_utf8_flag(files, encoding):
    """Pack as an old program does: names in an encoding nobody states."""
    out = io.BytesIO()
    raw = {bytes([65 + n]) * len(f.encode(encoding)): f for n, f in enumerate(files)}
    with zipfile.ZipFile(out, "w") as box:
        for placeholder, name in raw.items():
            box.writestr(placeholder.decode(), files[name])
    packed = out.getvalue()
    for placeholder, name in raw.items():
        packed = packed.replace(placeholder, name.encode(encoding))
    return packed


def test_a_quarter_that_is_none_is_refused(house):
    book = workbook(house)
    with refuses(house.services, Code.INVALID_INPUT):
        house.services.batches.import_batch(
            house.office, "2026Q9", book, archive(), dry_run=False
        )
