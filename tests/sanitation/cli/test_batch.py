"""A batch from a folder of photos, typed at a terminal."""

import pytest

from tests.factories import quarter
from tests.factories.batches import names, workbook
from tests.factories.photos import jpeg
from tests.sanitation.cli.desk import Desk
from tests.world import small_world


@pytest.fixture
def house():
    with small_world() as services:
        yield quarter.assigned(quarter.house(services))


def photos_in(folder, missing=0):
    folder.mkdir()
    (folder / ".DS_Store").write_bytes(b"a desktop's own")
    for name in names()[missing:]:
        (folder / name).write_bytes(jpeg())
    return folder


def test_a_folder_of_photos_is_taken_as_an_archive_of_them_is(house, tmp_path):
    desk = Desk(house.services, tmp_path)
    book = desk.file("records.xlsx", workbook(house))
    told = desk.run(
        "fieldwork", "import", quarter.QUARTER, book, photos_in(tmp_path / "photos")
    )
    assert "2 records with 6 photos were imported" in told


def test_a_folder_that_lacks_a_photo_is_refused_by_the_photos_name(house, tmp_path):
    desk = Desk(house.services, tmp_path)
    book = desk.file("records.xlsx", workbook(house))
    folder = photos_in(tmp_path / "photos", missing=1)
    told = desk.run("fieldwork", "import", quarter.QUARTER, book, folder, code=1)
    assert names()[0] in told
    assert desk.read("fieldwork", "list", quarter.QUARTER) == []
