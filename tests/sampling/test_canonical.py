"""One frame has one file, and every slip is named by row and column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import canonical, commitment, merkle
from sampling.types import FrameRow, SamplingError
from tests.sampling import examples

ROW = "S01-V01-001,S01,V01,S01-V01-C01,1,10,20"
FULL_ROW = ROW + ",2025Q1,2025Q4,cooloff"


@given(examples.frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made, random):
    rows, _ = made
    mixed = list(rows)
    random.shuffle(mixed)
    data = canonical.frame_bytes(mixed)
    assert data == canonical.frame_bytes(rows)
    assert canonical.parse_frame(data) == rows


@given(examples.frames(), st.data())
def test_one_byte_of_the_frame_changes_the_commitment(made, data):
    rows, plan = made
    frame = bytearray(canonical.frame_bytes(rows))
    place = data.draw(st.integers(0, len(frame) - 1))
    frame[place] ^= data.draw(st.integers(1, 255))
    digest = canonical.frame_digest(bytes(frame))
    other = canonical.plan_bytes(plan | {"frame_sha256": digest})
    assert commitment.plan_digest(other) != commitment.plan_digest(
        canonical.plan_bytes(plan)
    )


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=40), st.data())
def test_every_row_is_proved_by_its_path_and_no_other_row_is(rows, data):
    index = data.draw(st.integers(0, len(rows) - 1))
    proof = merkle.proof(rows, index)
    assert merkle.root_from(rows[index], proof) == merkle.root(rows)
    assert merkle.root_from(rows[index] + b"x", proof) != merkle.root(rows)


@pytest.mark.parametrize(
    ("bad", "where"),
    [
        (ROW.replace(",1,", ",0,"), "row 2, column size"),
        (ROW.replace(",1,", ",01,"), "row 2, column size"),
        (ROW.replace(",10,", ",10.5,"), "row 2, column x"),
        (ROW.replace(",20", ",-0"), "row 2, column y"),
        (ROW.replace("S01-V01-001", "s01"), "row 2, column site_id"),
        (ROW.replace("S01-V01-001", "A" * 55), "row 2, column site_id"),
        (ROW.replace("S01-V01-C01", "S02-V01-C01"), "row 2, column cell"),
        (ROW.replace("S01-V01-C01", "S01-V01-C1"), "row 2, column cell"),
        (ROW.replace("S01-V01-C01", ""), "row 2, column cell"),
        (ROW.replace(",S01,", ",,"), "row 2, column street"),
        (ROW + "\n" + ROW, "row 3, column site_id"),
        (ROW + ",more", "row 2"),
        (ROW.replace("S01,", '"S01",'), "row 2"),
        (ROW + "\r", "row 2"),
    ],
)
def test_a_slip_in_the_frame_is_named_by_row_and_column(bad, where):
    with pytest.raises(SamplingError) as refused:
        canonical.parse_frame(f"{canonical.SHORT}\n{bad}\n".encode())
    assert refused.value.where == f"frame.csv {where}"


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (FULL_ROW.replace("cooloff", "closed"), "cell"),
        (FULL_ROW.replace("cooloff", "tired"), "reason"),
        (FULL_ROW.replace("2025Q1", "2025Q5"), "birth"),
        (FULL_ROW.replace("2025Q4", "25Q4"), "last_drawn"),
        (FULL_ROW.replace("V01-C01", "V01-B2025Q2-C01"), "cell"),
    ],
)
def test_a_slip_in_the_full_form_is_named_too(bad, column):
    with pytest.raises(SamplingError) as refused:
        canonical.parse_frame(f"{canonical.FULL}\n{bad}\n".encode())
    assert refused.value.where == f"frame.csv row 2, column {column}"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        canonical.SHORT.encode(),
        b"\xef\xbb\xbf" + canonical.SHORT.encode() + b"\n",
        b"site,street\n",
        canonical.SHORT.encode() + b"\n\xff\n",
        canonical.SHORT.encode() + b"\n\n",
        (canonical.SHORT + "\n" + ROW.replace("S01", "Se\u0301")).encode() + b"\n",
    ],
)
def test_a_file_that_is_no_frame_is_refused(data):
    with pytest.raises(SamplingError):
        canonical.parse_frame(data)


def test_a_comma_in_a_field_never_reaches_the_file():
    row = FrameRow("A", "S01,V01,x", "V01", "", 1, 0, 0, reason="closed")
    with pytest.raises(SamplingError):
        canonical.frame_bytes([row])


def test_the_full_form_is_written_only_when_needed():
    row = FrameRow("A", "S01", "V01", "S01-V01-C01", 1, 0, 0)
    gone = FrameRow("B", "S01", "V01", "", 1, 0, 0, reason="closed")
    assert canonical.frame_bytes([row]).startswith(canonical.SHORT.encode() + b"\n")
    assert canonical.frame_bytes([row, gone]).startswith(canonical.FULL.encode() + b"\n")


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        True,
        None,
        2**53,
        -(2**53),
        {"a": [1.0]},
        {"\u00e9": 1},
        "e\u0301",
        "\ud800",
        {1: 2},
    ],
)
def test_a_plan_holds_whole_numbers_and_clean_text_only(value):
    with pytest.raises(SamplingError):
        canonical.plan_bytes({"facts": value})


def test_a_plan_is_written_like_rfc_8785():
    plan = {"b": 'say "一"\n', "a": [1, -2, {"z": "", "y": 0}]}
    assert (
        canonical.plan_bytes(plan)
        == '{"a":[1,-2,{"y":0,"z":""}],"b":"say \\"一\\"\\n"}'.encode()
    )


@given(examples.frames(max_size=8), st.sampled_from(list(examples.plan_for([], {}))))
def test_a_plan_without_a_required_field_is_refused(made, field):
    _, plan = made
    data = canonical.plan_bytes({name: plan[name] for name in plan if name != field})
    optional = {"reserves", "frame_merkle_root", "substitution_reasons"}
    if field in optional:
        assert canonical.parse_plan(data)
        return
    with pytest.raises(SamplingError) as refused:
        canonical.parse_plan(data)
    assert field in str(refused.value)


@pytest.mark.parametrize("data", [b"[]", b"{", b'{"a":1,"a":1}', b'{ "a":1}', b'{"a":1e3}'])
def test_a_plan_in_other_bytes_is_refused(data):
    with pytest.raises(SamplingError):
        canonical.parse_plan(data)


@pytest.mark.parametrize(
    ("row", "path"), [(0, ()), (0, ("00" * 32, "00" * 32)), (1, ("00" * 32,) * 3)]
)
def test_a_proof_of_another_length_is_refused(row, path):
    with pytest.raises(SamplingError, match="the root"):
        merkle.root_from(b"a", merkle.RowProof(row, 2, path))


@pytest.mark.parametrize("index", [-1, 2])
def test_a_row_that_is_not_there_has_no_proof(index):
    with pytest.raises(SamplingError, match="wanted one of 2"):
        merkle.proof([b"a", b"b"], index)


@pytest.mark.parametrize(
    "change",
    [
        {"take_per_cell": {}},
        {"take_per_cell": []},
        {"take_per_cell": {"C": 0}},
        {"trustees": ["x"]},
        {"trustees": {}},
        {"dice_digits": 19},
        {"drand_round": "5"},
    ],
)
def test_a_plan_with_a_wrong_field_is_refused(change):
    plan = examples.plan_for([], {"S01-V01-C01": 2}) | change
    with pytest.raises(SamplingError, match=next(iter(change))):
        canonical.parse_plan(canonical.plan_bytes(plan))
