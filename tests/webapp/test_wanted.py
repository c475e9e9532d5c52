"""A refusal says what was wanted in the language of whoever reads it."""

import html
import io
import re

import pytest

from sanitation.accounts.rules import Role
from sanitation.errors import Code, Problem
from sanitation.exchange.sentences import PATTERNS, SENTENCES, said
from tests.factories import accounts, quarter
from tests.factories.batches import archive, workbook
from tests.webapp.world import application, browser
from tests.world import small_world
from webapp.problems import answer

HEAD = "site_id,venue,street,name,lon,lat,contractor,toilet_class,opened_on,size"
ROWS = (
    "A-1,V01,990101001,here,1.5,2.5,,,,",
    "a-2,V01,990101001,here,118.7,30.0,Nobody,2,soon,many",
    "A-1,V04,990101001,here,118.7,30.0,,9,,0",
    "A-3,V99,nowhere,,,x,,,,",
)
WANTED = {
    "en": ("at least 1", "one of", "a date such as", "a whole number"),
    "zh": ("不小于 1", "下列之一：", "日期，例如", "整数"),
}
NOT_WORDS = {"CSV", "JPEG", "PEM", "PNG", "WebP", "UTF", "ISO", "JSON", "SHA", "xlsx"} | {
    "sites",
    "close",
    "reopen",
}  # formats, and commands as they are typed
FORMS = (
    ("/draws/plan", {"quarter": "soon"}),
    ("/accounts/language", {"language": "xx"}),
)


def sheet(rows):
    return io.BytesIO("\n".join([HEAD, *rows, ""]).encode())


def imported(client, file, name="sites.csv"):
    form = {"file": (file, name), "encoding": "utf-8", "reason": "x"}
    return client.post("/sites/import", data=form).get_data(as_text=True)


def cells(page):
    """Return what the page says in the column of what was wanted."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.S)
    found = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [html.unescape(row[-1]).strip() for row in found if row]


def english(text):
    """Return the English words of a text: no codes, no names of files or formats."""
    plain = re.sub(r"[\w.]*[_.\d]\w*", " ", text)
    return [word for word in re.findall(r"[A-Za-z]{3,}", plain) if word not in NOT_WORDS]


@pytest.fixture
def office():
    with small_world() as services:
        made = accounts.account(services, Role.OFFICE)
        yield services, application(services), accounts.signed_in(services, made)


@pytest.mark.parametrize("language", WANTED)
def test_a_refused_sheet_is_explained_in_the_persons_language(office, language):
    _, app, token = office
    client = browser(app, token, language)
    told = cells(imported(client, sheet(ROWS[1:])))
    for words in WANTED[language]:
        assert any(words in one for one in told), told
    if language == "zh":
        for one in told:
            assert not english(one), one


def test_rows_that_only_the_city_can_judge_are_explained_in_chinese(office):
    _, app, token = office
    rows = (ROWS[0], ROWS[1].replace(",soon,many", ",,1"), ROWS[2].replace(",9,,0", ",,,1"))
    told = cells(imported(browser(app, token, "zh"), sheet(rows)))
    assert len(told) >= 5
    for one in told:
        assert not english(one), one
    assert "仅限大写字母、数字和“-”" in told


@pytest.mark.parametrize(("language", "name"), [("zh", "记录"), ("en", "records")])
def test_a_refused_batch_is_told_in_the_readers_language(language, name):
    def spoil(book):
        book["记录"]["B3"] = "NOWHERE-1"
        book["记录"]["C3"] = "soon"

    with small_world() as services:
        house = quarter.assigned(quarter.house(services))
        token = accounts.signed_in(services, house.office)
        client = browser(application(services), token, language)
        form = {
            "quarter": quarter.QUARTER,
            "workbook": (io.BytesIO(workbook(house, spoil=spoil)), "batch.xlsx"),
            "photos": (io.BytesIO(archive()), "photos.zip"),
        }
        page = client.post("/records/import", data=form).get_data(as_text=True)
    assert f"<td>{name}</td>" in page
    assert cells(page)
    assert bool(english("".join(cells(page)))) is (language == "en")


SAID_BY_STAGES = (
    Problem(Code.INVALID_INPUT, field="days", wanted="1 to 10"),
    Problem(Code.CASE_TRANSITION, state="claimed by another officer"),
    Problem(Code.WRONG_STATE, state="3 open appeals"),
    Problem(Code.PHOTO_INVALID, detail="the photo is cut off"),
    Problem(Code.PHOTO_INVALID, detail="9000 x 9000 pixels, at most 50000000"),
    Problem(Code.PLAN_IMPOSSIBLE, detail="street 990101001, venue type V01: 6 sites a type"
            " make 72, not 60: 12 short"),
    Problem(Code.ASSIGNMENT_IMPOSSIBLE, detail="got 9 packages for 4 teams of at least 3"),
    Problem(Code.BEACON_INVALID, detail="SHA-256(signature) is another value"),
)  # fmt: skip


@pytest.mark.parametrize("problem", SAID_BY_STAGES, ids=str)
def test_what_a_stage_says_reaches_programs_and_pages_in_chinese(office, problem):
    _, app, _ = office
    headers = {"Accept-Language": "zh", "Accept": "application/json"}
    with app.test_request_context(headers=headers):
        body = answer(problem).get_json()
    told = [body["title"], body["detail"], *(row["wanted"] for row in body["errors"])]
    for one in told:
        assert not english(one), one
    assert body["errors"] or not problem.facts.get("field")


def test_every_known_sentence_has_words_of_its_own_in_chinese():
    for sentence in SENTENCES:
        assert not english(said(sentence, "zh_Hans_CN")), sentence
        assert not re.search("[一-龥]", said(sentence, "en")), sentence
    for pattern, words in PATTERNS:
        assert not english(re.sub(r"\{\w+\}", "", words))
        assert set(re.findall(r"\{(\w+)\}", words)) <= pattern.groupindex.keys()
    assert said("at most 300 characters", "zh") == "不超过 300 个字符"
    assert said("V01, as before", "zh") == "与原值一致：V01"


def test_an_example_or_a_code_is_shown_as_it_is():
    assert said("2026-07-15 09:30", "zh") == "2026-07-15 09:30"
    assert said("罗湖区, 福田区", "en") == "罗湖区, 福田区"
