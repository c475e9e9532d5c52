"""A leaf's bytes are RFC 8785, and nothing that could not be is let in."""

import unicodedata
from datetime import UTC, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from sanitation.ledger.leaf import (
    MAX_INT,
    Event,
    FileRef,
    Leaf,
    body_digest,
    canonical,
    check_event,
    instant,
)

# Characters whose NFC is themselves, so that both writers see the same text.
words = st.text(st.characters(exclude_categories=["Cs", "Mn", "Mc", "Lm"]), max_size=8)
plain = words.filter(lambda one: unicodedata.is_normalized("NFC", one))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=20,
)


@given(json_values)
def test_the_fast_writer_agrees_with_the_reference_writer(value):
    assert canonical(value) == rfc8785.dumps(value)


def test_keys_are_ordered_by_their_utf_16_units():
    value = {"\uff21": 1, "\U0001f600": 2, "a": 3}
    assert canonical(value).decode() == '{"a":3,"\U0001f600":2,"\uff21":1}'
    assert canonical(value) == rfc8785.dumps(value)


def test_the_same_text_typed_in_two_ways_gives_the_same_bytes():
    assert canonical({"e\u0301": "e\u0301"}) == canonical({"\u00e9": "\u00e9"})


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        float("nan"),
        2**53,
        -(2**53),
        {1: "a"},
        {"e\u0301": 1, "\u00e9": 2},
        "\ud800",
        {"\ud800": 1},
        b"bytes",
        {1, 2},
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
)
def test_what_cannot_be_written_exactly_is_refused(value):
    with pytest.raises(ValueError, match="got"):
        canonical({"facts": [value]})


def leaf(**changes):
    parts = {
        "kind": "SubmissionReceived",
        "object": "4f" * 16,
        "n": 0,
        "prev": None,
        "at": "2026-10-12T03:04:05Z",
        "body": body_digest(b"s" * 32, b"{}"),
        "files": (FileRef("ab" * 32, 812_345, "image/jpeg"),),
        "nonce": "00" * 16,
    }
    return Leaf(**{**parts, **changes})


def test_a_leaf_reads_back_as_it_was_written():
    assert Leaf.read(leaf().data()) == leaf()
    assert leaf().data().startswith(b'{"at":"2026-10-12T03:04:05Z","body":"')


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        leaf().data()[:-1],
        leaf().data().replace(b'"v":1', b'"v":2'),
    ],
)
def test_other_bytes_are_no_leaf(data):
    with pytest.raises(ValueError, match="got"):
        Leaf.read(data)


def test_a_leaf_too_long_for_a_bundle_is_refused():
    many = tuple(FileRef(f"{at:064x}", at, "image/jpeg") for at in range(700))
    with pytest.raises(ValueError, match="65535"):
        leaf(files=many).data()


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("reviewSealed", "o1"),
        ("", "o1"),
        ("Review Sealed", "o1"),
        ("Sealed", ""),
        ("Sealed", "张三"),
    ],
)
def test_a_leaf_names_a_kind_and_a_reference_and_nothing_else(kind, wanted):
    with pytest.raises(ValueError, match="got the"):
        check_event(Event(kind, wanted, {}))


def test_times_are_utc_and_whole_seconds():
    assert instant(datetime(2026, 10, 12, 3, 4, 5, 999_999, UTC)) == "2026-10-12T03:04:05Z"
    with pytest.raises(ValueError, match="naive"):
        instant(datetime(2026, 10, 12))  # noqa: DTZ001  naive on purpose
