"""The components by themselves, in both languages."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale
from flask_wtf import CSRFProtect
from hypothesis import given
from hypothesis import strategies as st

import webapp

HOME = str(Path(webapp.__file__).parent)
DUE = datetime(2026, 10, 12, 3, 4, tzinfo=UTC)


def bare_app():
    app = Flask("webapp", root_path=HOME)
    app.config.update(SECRET_KEY="test", BABEL_DEFAULT_TIMEZONE="Asia/Shanghai")
    Babel(app)
    CSRFProtect(app)
    return app


APP = bare_app()


def shown(source, language="en", **values):
    with APP.test_request_context("/page?district=a&page=2"), force_locale(language):
        return render_template_string(source, **values)


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


FIGURE = '{% from "macros/figure.html" import figure_with_interval as f %}{{ f(**v) }}'


@given(
    value=st.floats(0, 100),
    below=st.floats(0, 5),
    above=st.floats(0, 5),
    n=st.integers(1, 99),
)
def test_a_figure_shows_value_interval_and_n(value, below, above, n):
    text = words(
        shown(FIGURE, v={"value": value, "lo": value - below, "hi": value + above, "n": n})
    )
    assert f"{value:.2f}" in text
    # The scale ends at 100, and so does what is shown of an interval.
    assert f"{min(value + above, 100):.2f}]" in text
    assert f"n = {n}" in text


def test_the_three_kinds_of_no_number_differ_and_none_looks_like_zero():
    kinds = [
        shown(FIGURE, v={"reason": reason}) for reason in ("na", "no_data", "suppressed")
    ]
    assert len({words(kind) for kind in kinds}) == 3
    assert len({re.search(r"void-\w+", kind).group() for kind in kinds}) == 3
    assert not any(re.search(r"\d", words(kind)) for kind in kinds)


def test_a_value_that_is_not_a_number_is_no_number():
    assert "No data" in words(shown(FIGURE, v={"value": float("nan")}))


def test_a_fall_is_said_in_words_beside_its_shape():
    source = '{% from "macros/figure.html" import change_mark %}{{ change_mark(c) }}'
    assert words(shown(source, c=-0.42)) == "▼ down by 0.42"
    assert words(shown(source, c=0.001)) == "＝ unchanged"


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=9), "9 days left"),
        (timedelta(hours=5), "5 hours left"),
        (timedelta(days=-2), "overdue by 2 days"),
    ],
)
def test_a_deadline_says_what_is_left(left, said):
    source = '{% from "macros/deadline.html" import deadline %}{{ deadline(due, left) }}'
    assert words(shown(source, due=DUE, left=left)) == f"12 October 2026 11:04 {said}"


def test_dates_are_written_as_the_language_wants_them():
    source = '{% from "macros/dates.html" import day %}{{ day(due) }} {{ day(due.date()) }}'
    assert words(shown(source, "zh_Hans_CN", due=DUE)) == "2026年10月12日 2026年10月12日"


def test_a_field_and_what_is_wrong_with_it_are_tied_together():
    html = shown(
        '{% from "macros/fields.html" import text_field, problem_summary %}'
        '{{ problem_summary({"name": "Enter a name"}) }}'
        '{{ text_field("name", "Name", "a\\"b", help="As shown", error="Enter a name") }}'
    )
    assert 'href="#name"' in html
    assert 'aria-describedby="name-help name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'value="a&#34;b"' in html


def test_what_a_person_typed_is_never_markup():
    html = shown(
        '{% from "macros/pages.html" import empty_state %}{{ empty_state(t, t) }}',
        t="<b>x</b>",
    )
    assert "<b>" not in html


def test_pages_keep_the_filters_of_the_address():
    source = '{% from "macros/pages.html" import pagination %}{{ pagination(2, 9, 170) }}'
    assert 'href="/page?district=a&amp;page=3"' in shown(source)


def test_a_state_is_a_word_and_a_shape():
    source = '{% from "macros/badges.html" import state_badge %}{{ state_badge(s) }}'
    html = shown(source, "zh_Hans_CN", s="provisional")
    assert words(html) == "暂定"
    assert "<svg" in html


def test_an_irreversible_step_cannot_be_sent_unread():
    source = (
        '{% from "macros/fields.html" import irreversible %}'
        '{{ irreversible("Freeze?", [("Sites", "45 012")], "Freeze the frame") }}'
    )
    html = shown(source)
    assert re.search(r'type="checkbox"[^>]*required', html)
    assert "45 012" in html
