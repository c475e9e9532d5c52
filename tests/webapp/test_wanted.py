"""A refusal says what was wanted in the language of whoever reads it."""

import io

import pytest

from sanitation.accounts.rules import Role
from tests.factories import accounts
from tests.webapp.world import application, browser
from tests.world import small_world
from webapp.wanted import PATTERNS, SENTENCES, said

HEAD = "site_id,venue,street,name,lon,lat,contractor"
ROWS = (
    "A-1,V01,990101001,here,1.5,2.5,",
    "a-2,V01,990101001,here,118.7,30.0,Nobody",
    "A-1,V01,990101001,here,118.7,30.0,",
)
WANTED = {
    "en": ("a place in the city", "A–Z, 0–9 and -", "each number once", "enrolled"),
    "zh": ("本市范围内的位置", "仅限大写字母", "编号不得重复", "已登记的作业企业"),
}


@pytest.mark.parametrize("language", WANTED)
def test_a_refused_sheet_is_explained_in_the_persons_language(language):
    with small_world() as services:
        office = accounts.account(services, Role.OFFICE)
        app = application(services)
        client = browser(app, accounts.signed_in(services, office), language)
        sheet = "\n".join([HEAD, *ROWS, ""]).encode()
        form = {
            "file": (io.BytesIO(sheet), "sites.csv"),
            "encoding": "utf-8",
            "reason": "x",
        }
        page = client.post("/sites/import", data=form).get_data(as_text=True)
    for words in WANTED[language]:
        assert words in page


@pytest.fixture
def request_in_chinese():
    with small_world() as services:
        app = application(services)
        with app.test_request_context(headers={"Accept-Language": "zh"}):
            yield


def test_every_known_sentence_has_a_chinese_one(request_in_chinese):
    for sentence in SENTENCES:
        assert not said(sentence).isascii()
        assert said(sentence) != sentence
    assert said("at most 300 characters") == "不超过 300 个字符"
    assert said("V01, as before") == "与原值一致：V01"
    assert len(PATTERNS) == 5


def test_an_example_or_a_code_is_shown_as_it_is(request_in_chinese):
    assert said("2026-07-15 09:30") == "2026-07-15 09:30"
