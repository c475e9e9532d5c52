"""The batch's page takes the files of a folder as well as one archive of them."""

import io

import pytest

from tests.factories import accounts, quarter
from tests.factories.batches import archive, names, workbook
from tests.factories.photos import jpeg
from tests.webapp.world import application, browser
from tests.world import small_world


@pytest.fixture
def house():
    with small_world() as services:
        yield quarter.assigned(quarter.house(services))


def sent(house, photos):
    """Send a workbook of two records with these photos, not only to check it."""
    token = accounts.signed_in(house.services, house.office)
    client = browser(application(house.services), token)
    form = {
        "quarter": quarter.QUARTER,
        "workbook": (io.BytesIO(workbook(house)), "batch.xlsx"),
        "photos": photos,
    }
    return client.post("/records/import", data=form)


def received(house):
    records = house.services.fieldwork.records(house.office, quarter.QUARTER, None, 1)
    return records[1]


@pytest.mark.parametrize("loose", [True, False])
def test_loose_photos_and_an_archive_of_them_are_taken_alike(house, loose):
    files = [(io.BytesIO(jpeg()), name) for name in names()]
    answer = sent(house, files if loose else [(io.BytesIO(archive()), "photos.zip")])
    assert answer.status_code == 303
    assert received(house) == 2


def test_a_photo_chosen_twice_refuses_the_batch_by_its_name(house):
    first = names()[0]
    answer = sent(house, [(io.BytesIO(jpeg()), name) for name in (*names(), first)])
    assert answer.status_code == 422
    assert first in answer.text
    assert received(house) == 0
