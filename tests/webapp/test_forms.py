"""A refused form says what is wrong, in the person's language, and loses nothing."""

import io
import json
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

import webapp
from sanitation.accounts.rules import Role
from sanitation.exchange.sentences import SENTENCES
from sanitation.fieldwork.batch import UNPACKED
from tests.factories import accounts
from tests.webapp.world import application, browser
from tests.world import small_world
from webapp.problems import words

MB = 2**20
JUNK = {
    "empty.xlsx": b"",
    "pdf.xlsx": b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n",
    "cut.xlsx": b"PK\x03\x04\x14\x00",
    "nul.csv": b"\0\0\0\n",
    "gb.csv": "编号,名称\n1,东门\n".encode("gb18030"),
    "utf16.csv": "编号,名称\n".encode("utf-16"),
    "noending": b"abc",
}


@pytest.fixture
def office():
    with small_world() as services:
        made = accounts.account(services, Role.OFFICE)
        token = accounts.signed_in(services, made)
        yield browser(application(services), token, language="zh-CN")


def sent(client, path, name, data, **more):
    form = {
        "reason": "x",
        "quarter": "2026Q3",
        "encoding": "utf-8",
        "dry_run": "yes",
        **more,
    }
    return posted(client, path, form | {"file": FileStorage(io.BytesIO(data), name)})


def posted(client, path, form):
    """Post a form whose body lies in memory: the test client leaves a temporary file open."""
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(path, data=body, content_type=kind)


@pytest.mark.parametrize("name", sorted(JUNK))
@pytest.mark.parametrize("path", ["/sites/import", "/surveys/import"])
def test_a_file_that_is_no_sheet_is_refused_in_words(office, path, name):
    answer = sent(office, path, name, JUNK[name])

    assert answer.status_code == 422
    assert "data-problem" in answer.text
    assert "未保存任何内容" in answer.text or "请另存为" in answer.text


def test_a_wrong_heading_is_named_by_sheet_row_and_column(office):
    answer = sent(office, "/sites/import", "sites.csv", "甲,乙\n1,2\n".encode())

    for heading in ("工作表", "行", "列", "实际", "应为"):
        assert heading in answer.text
    assert "甲" in answer.text


def test_a_form_that_stays_is_told_where_to_go_next(office):
    away = office.post("/sign-out", headers={"X-Stay": "1"})
    assert away.status_code == 204
    assert away.headers["X-Location"].startswith("/")
    assert "Location" not in away.headers


def test_only_the_batch_takes_more_than_the_rest_and_only_from_whoever_may():
    with small_world() as services:
        app = application(services)
        told = {}
        for role in (Role.OFFICE, Role.ASSESSOR):
            made = accounts.account(services, role)
            client = browser(app, accounts.signed_in(services, made))
            photos = FileStorage(io.BytesIO(b"\0" * 33 * MB), "p.zip")
            form = {"quarter": "2026Q3", "photos": photos}
            told[role] = posted(client, "/records/import", form).status_code
            if role is Role.OFFICE:
                other = sent(client, "/sites/import", "big.csv", b"a,b\n" * 9 * MB)

    assert UNPACKED > 33 * MB
    assert told[Role.OFFICE] == 422  # read whole, and refused for what it holds
    assert told[Role.ASSESSOR] in {403, 413}
    assert other.status_code == 413
    assert "32 MB" in other.text


def test_a_problem_page_names_the_field_for_the_form_that_stays(office):
    answer = office.post(
        "/sites/import", data={"dry_run": "yes"}, content_type="multipart/form-data"
    )

    assert answer.status_code == 422
    assert 'data-field="reason"' in answer.text


def test_every_message_a_script_asks_for_is_given_to_it():
    home = Path(webapp.__file__).parent
    text = "".join(p.read_text("utf-8") for p in home.glob("frontend/**/*.js")
                   if "node_modules" not in p.parts)  # fmt: skip
    given = (home / "templates/macros/messages.html").read_text("utf-8")
    for name in (
        "photo_too_large",
        "photo_unreadable",
        "photo_twice",
        "no_answer",
        "no_file",
    ):
        assert f'"{name}"' in text
        assert json.dumps(name) in given


def test_whoever_may_not_is_told_who_may(office):
    answer = office.get("/accounts")

    assert answer.status_code == 403
    assert "可使用的角色" in answer.text
    assert "管理员" in answer.text


def test_what_a_service_says_in_a_fact_is_said_in_the_persons_language():
    with small_world() as services:
        app = application(services)
        with app.test_request_context(headers={"Accept-Language": "zh-CN"}):
            for said in SENTENCES:
                told = words("%(detail)s", {"detail": said})
                assert any("一" <= letter <= "龥" for letter in told), told
