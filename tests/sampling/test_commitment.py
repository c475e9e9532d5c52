"""Keys follow from every byte of the seed text and from nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import commitment
from sampling.types import SamplingError

HEX = st.text("0123456789abcdef", min_size=64, max_size=64)
DICE = st.text("0123456789", min_size=1, max_size=30)
SHARES = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=4)


@given(HEX, DICE, HEX, st.integers(1, 2**40), HEX, st.none() | HEX)
def test_a_seed_text_is_read_as_it_was_written(plan, dice, chain, number, value, secret):
    text = commitment.seed_text(plan, dice, chain, number, value, secret)
    parts = commitment.parse_seed(text)
    assert (parts.plan_sha256, parts.dice, parts.chain) == (plan, dice, chain)
    assert (parts.round, parts.randomness, parts.secret) == (number, value, secret or "")
    assert text.count(b"\n") == (4 if secret is None else 5)


@given(HEX, DICE, HEX, st.data())
def test_one_byte_of_the_seed_text_changes_every_key(plan, dice, value, data):
    text = bytearray(commitment.seed_text(plan, dice, commitment.QUICKNET, 5, value))
    before = commitment.stage_key(bytes(text), "sites", "2026Q1")
    text[data.draw(st.integers(0, len(text) - 1))] ^= data.draw(st.integers(1, 255))
    assert commitment.stage_key(bytes(text), "sites", "2026Q1") != before


def test_dice_are_text_so_leading_zeros_count():
    one, two = (
        commitment.seed_text("a" * 64, dice, commitment.QUICKNET, 5, "b" * 64)
        for dice in ("00", "0")
    )
    assert commitment.prk(one) != commitment.prk(two)


@given(SHARES, st.data())
def test_the_secret_needs_every_share_in_its_place(shares, data):
    place = data.draw(st.integers(0, len(shares) - 1))
    other = bytes(32) if shares[place] != bytes(32) else bytes([1]) * 32
    changed = [*shares[:place], other, *shares[place + 1 :]]
    assert commitment.secret(changed) != commitment.secret(shares)
    assert commitment.share_pin(other) != commitment.share_pin(shares[place])


def test_a_pin_never_gives_the_secret_away():
    assert commitment.share_pin(bytes(32)) != commitment.secret([bytes(32)])


@pytest.mark.parametrize("share", [b"", bytes(31), bytes(33)])
def test_a_share_of_another_length_is_refused(share):
    with pytest.raises(SamplingError, match=f"{len(share)} bytes"):
        commitment.share_pin(share)


def test_no_share_is_no_secret():
    with pytest.raises(SamplingError):
        commitment.secret([])


@pytest.mark.parametrize(
    "bad",
    [
        ("A" * 64, "1", "b" * 64, 1, "c" * 64),
        ("a" * 64, "", "b" * 64, 1, "c" * 64),
        ("a" * 64, "1\n2", "b" * 64, 1, "c" * 64),
        ("a" * 64, "\u0661", "b" * 64, 1, "c" * 64),
        ("a" * 64, "1", "b" * 63, 1, "c" * 64),
        ("a" * 64, "1", "b" * 64, 0, "c" * 64),
        ("a" * 64, "1", "b" * 64, 1, "c" * 65),
        ("a" * 64, "1", "b" * 64, 1, "c" * 64, ""),
    ],
)
def test_a_part_of_another_shape_is_refused(bad):
    with pytest.raises(SamplingError):
        commitment.seed_text(*bad)


@pytest.mark.parametrize(
    "label", ["2026", "2026Q5", "2026Q1-", "2026Q1-W3", "2026Q1-W03/x"]
)
def test_a_label_of_another_shape_gives_no_key(label):
    with pytest.raises(SamplingError):
        commitment.stage_key(b"", "sites", label)


@given(st.integers(commitment.QUICKNET_START, 2**33))
def test_the_next_beacon_round_is_due_after_now_and_within_one_step(instant):
    number = commitment.beacon_round(instant)
    due = commitment.beacon_due(number)
    assert instant < due <= instant + commitment.QUICKNET_STEP
