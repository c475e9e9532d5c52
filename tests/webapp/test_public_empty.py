"""Before the first release the public pages say what will be there, and lead on."""

import pytest

from tests.webapp.world import application, browser
from tests.world import small_world


@pytest.fixture(scope="module")
def client():
    with small_world() as services:
        yield browser(application(services))


def test_a_house_without_any_release_says_that_nothing_is_published(client):
    page = client.get("/").text

    assert "Nothing is published yet" in page
    assert 'href="/method"' in page


@pytest.mark.parametrize("quarter", ["2026Q3", "2027Q1"])
def test_asking_for_a_quarter_by_name_is_answered_the_same_way(client, quarter):
    answer = client.get("/", query_string={"quarter": quarter})

    assert answer.status_code == 200
    assert "Nothing is published yet" in answer.text


def test_a_quarter_that_is_none_is_refused_and_the_page_still_stands(client):
    answer = client.get("/?quarter=spring")

    assert answer.status_code == 422
    assert 'id="content"' in answer.text
