"""An honest bundle passes; whatever one field is changed to, the rule is named."""

import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sampling import __main__ as command
from sampling import canonical, commitment
from sampling.verify import verify
from tests.reference import reference_file
from tests.sampling import examples, tampering

frames = examples.frames().filter(
    lambda made: all(take >= 1 for take in made[1]["take_per_cell"].values())
)
SHARES = [bytes([n]) * 32 for n in (1, 2, 3)]
SIGNATURE = (
    "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be"
    "41076862b98fad56e91a6b85b89cd97b"
)


def broken(files):
    return [check.rule for check in verify(files).checks if not check.ok]


@given(frames)
def test_every_honest_bundle_passes(made):
    files = examples.with_sums(examples.bundle_for(*made))
    verdict = verify(files)
    assert verdict.ok, verdict.first_failure
    assert [check.rule for check in verdict.checks] == [
        "sums", "frame", "plan", "pins", "takes", "cells", "cooloff", "waves", "opened",
        "seed", "fallback", "tickets", "sample",
    ]  # fmt: skip


@given(frames, st.data())
def test_every_change_of_one_field_is_refused(made, data):
    files = examples.bundle_for(*made)
    name = data.draw(st.sampled_from(sorted(files)))
    lines = files[name].decode().split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    fields = lines[place].split(",")
    at = data.draw(st.integers(0, len(fields) - 1))
    fields[at] = data.draw(st.text("ABV019-abcdef", max_size=12))
    lines[place] = ",".join(fields)
    changed = "\n".join(lines).encode()
    assume(changed != files[name])
    verdict = verify(files | {name: changed})
    assert not verdict.ok
    assert verdict.first_failure.detail


@given(frames, st.data())
def test_every_change_of_one_byte_is_refused(made, data):
    files = examples.bundle_for(*made)
    name = data.draw(st.sampled_from(sorted(files)))
    changed = bytearray(files[name])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    assert not verify(files | {name: bytes(changed)}).ok


def test_the_golden_example_passes_from_plain_files():
    files = {
        f"{name}": reference_file(f"sampling/srdraw1_{name}").read_bytes()
        for name in ("frame.csv", "plan.json", "seed.txt")
    }
    verdict = verify(files)
    assert verdict.ok
    assert "sample: no sample.csv" in verdict.not_checked


@pytest.mark.parametrize(("name", "old", "new", "rule", "where"), tampering.OF_SIMPLE)
def test_the_rule_and_the_row_of_a_change_are_named(name, old, new, rule, where):
    files = examples.bundle_for(*examples.simple())
    changed = files[name].replace(old.encode(), new.encode(), 1)
    assert changed != files[name]
    found = {check.rule: check for check in verify(files | {name: changed}).checks}
    assert not found[rule].ok
    assert found[rule].where.startswith(where)


def test_cells_drawn_by_hand_are_refused_even_if_everything_is_hashed_after():
    rows, plan = examples.simple()
    first, last = rows[0], rows[-1]
    swapped = [
        type(row)(row.site_id, row.street, row.venue,
                  {first: last.cell, last: first.cell}.get(row, row.cell), 1, row.x, row.y)
        for row in rows
    ]  # fmt: skip
    forged = examples.plan_for(swapped, plan["take_per_cell"])
    assert broken(examples.with_sums(examples.bundle_for(swapped, forged))) == ["cells"]


def test_cells_are_left_alone_where_a_site_rests():
    rows, plan = examples.simple()
    resting = [*rows[:-1], replace(rows[-1], last_drawn="2025Q3", reason="cooloff")]
    plan = examples.plan_for(resting, plan["take_per_cell"], cooloff={"quarters": 3})
    assert verify(examples.bundle_for(resting, plan)).ok
    plan = plan | {"cooloff": {"quarters": 4}}
    assert broken(examples.bundle_for(resting, plan)) == ["cooloff"]


def test_a_file_changed_after_the_sums_is_named():
    files = examples.with_sums(examples.bundle_for(*examples.simple()))
    files["notes.txt"] = b"added"
    (check,) = [one for one in verify(files).checks if not one.ok]
    assert (check.rule, check.where) == ("sums", "notes.txt")
    assert "notes.txt: content" in verify(files).not_checked


def sealed():
    pins = [commitment.share_pin(share) for share in SHARES]
    rows, plan = examples.simple(trustees=pins)
    files = examples.bundle_for(rows, plan, commitment.secret(SHARES))
    return files, {"shares.json": shares_file(SHARES)}


def shares_file(shares):
    return json.dumps({"shares": [share.hex() for share in shares]}).encode()


def test_a_sealed_draw_replays_once_its_shares_are_open():
    files, opened = sealed()
    assert verify(files | opened).ok
    assert broken(files) == ["opened"]


@pytest.mark.parametrize("shares", [SHARES[::-1], SHARES[:2], [*SHARES, SHARES[0]], []])
def test_shares_that_do_not_match_their_pins_are_refused(shares):
    files, _ = sealed()
    assert broken(files | {"shares.json": shares_file(shares)}) == ["shares"]


def test_a_secret_that_is_not_of_these_shares_is_refused():
    pins = [commitment.share_pin(share) for share in SHARES]
    files = examples.bundle_for(
        *examples.simple(trustees=pins), commitment.secret(SHARES[::-1])
    )
    assert broken(files | {"shares.json": shares_file(SHARES)}) == ["secret"]


def test_an_open_plan_may_not_have_a_secret():
    files = examples.bundle_for(*examples.simple(), "a" * 64)
    assert broken(files) == ["seed"]


@pytest.mark.parametrize(
    ("change", "ok"),
    [
        ({}, True),
        ({"signature": ""}, True),
        ({"signature": "00"}, False),
        ({"signature": "zz"}, False),
        ({"round": 5}, False),
        ({"randomness": "0" * 64}, False),
    ],
)
def test_the_beacon_must_be_the_one_in_the_seed(change, ok):
    files = examples.bundle_for(*examples.simple())
    beacon = {
        "chain": commitment.QUICKNET,
        "round": examples.ROUND,
        "randomness": examples.RANDOMNESS,
        "signature": SIGNATURE,
    } | change
    files["beacon.json"] = json.dumps(beacon).encode()
    assert (broken(files) == []) is ok


def substitutions(files, *changes):
    """The files with a log; a change is (place in cell 1, reason, its substitute)."""
    order = [line.split(",")[0] for line in files["tickets.csv"].decode().split("\n")[1:11]]
    lines = ["site_id,reason,substitute"]
    lines += [f"{order[a - 1]},{reason},{order[b - 1]}" for a, reason, b in changes]
    return files | {"substitutions.csv": ("\n".join(lines) + "\n").encode()}


@pytest.mark.parametrize(
    ("changes", "ok"),
    [
        ([(1, "unsafe", 3)], True),
        ([(2, "unsafe", 3), (3, "closed_for_works", 4)], True),
        ([(1, "unsafe", 4)], False),
        ([(1, "dirty", 3)], False),
        ([(3, "unsafe", 3)], False),
        ([(1, "unsafe", 3), (2, "unsafe", 3)], False),
        ([(1, "unsafe", 2)], False),
    ],
)
def test_only_the_next_reserve_stands_in_for_a_listed_reason(changes, ok):
    files = substitutions(examples.bundle_for(*examples.simple()), *changes)
    assert (broken(files) == []) is ok


def test_a_pinned_roster_must_be_the_one_published():
    rows, plan = examples.simple(roster_sha256=examples.sha256(b"id\n"))
    files = examples.bundle_for(rows, plan)
    assert verify(files | {"roster.csv": b"id\n"}).ok
    assert broken(files | {"roster.csv": b"id\nA\n"}) == ["pins"]


@pytest.mark.parametrize("name", ["frame.csv", "plan.json", "seed.txt", "SHA256SUMS"])
def test_rubbish_is_refused_and_never_raises(name):
    files = examples.bundle_for(*examples.simple()) | {name: b"\xff\x00"}
    assert not verify(files).ok


def test_an_empty_bundle_is_not_ok():
    assert not verify({}).ok


def test_the_command_line_says_what_holds(tmp_path, capsys):
    files = examples.with_sums(examples.bundle_for(*examples.simple()))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    paths = [str(tmp_path / name) for name in files]
    assert command.main(paths) == 0
    assert command.main(["verify", *paths]) == 0
    packed = tmp_path / "bundle.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert command.main(["verify", str(packed)]) == 0
    packed.unlink()
    assert capsys.readouterr().out.endswith("The draw replays.\n")
    (tmp_path / "sample.csv").write_bytes(files["sample.csv"].replace(b",2,", b",3,"))
    assert command.main(["verify", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "BROKEN  sample\n        sample.csv row 2:" in out


def test_a_plan_and_frame_alone_are_enough_before_the_draw():
    rows, plan = examples.simple()
    files = {
        "frame.csv": canonical.frame_bytes(rows),
        "plan.json": canonical.plan_bytes(plan),
    }
    verdict = verify(files)
    assert verdict.ok
    assert command.report(verdict).endswith("no sample was given.\n")


@pytest.mark.parametrize("data", [b"[]", b'{"shares": 5}', b'{"shares": ["zz"]}'])
def test_shares_in_another_form_are_refused(data):
    files, _ = sealed()
    assert broken(files | {"shares.json": data}) == ["shares"]


@pytest.mark.parametrize("data", [b"", b"site_id,why\n", b"site_id,reason,substitute\nA\n"])
def test_a_log_in_another_form_is_refused(data):
    files = examples.bundle_for(*examples.simple()) | {"substitutions.csv": data}
    assert broken(files) == ["substitutions"]


def test_whoever_waits_is_told_each_rule_before_it_is_asked():
    told = []
    verdict = verify(
        examples.bundle_for(*examples.simple()),
        lambda rule, rules: told.append((rule, rules)),
    )
    assert [check.rule for check in verdict.checks] == [
        rule for rule, _ in told if rule in {check.rule for check in verdict.checks}
    ]
    assert {rules for _, rules in told} == {len(told)}
