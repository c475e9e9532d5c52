"""A full bundle replays; each rule finds what breaks it and names the place."""

import json
from dataclasses import replace
from itertools import pairwise, permutations, product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sampling import canonical, certificate, commitment, roster
from sampling.bundle import Bundle
from sampling.draw import stand_ins
from sampling.types import Outcome
from sampling.verify import verify
from tests.sampling import examples, tampering
from tests.sampling.full_bundle import full_bundle

FULL = full_bundle()
# What no other file repeats: times, the words of a difference, last quarter's tickets.
FREE = {"stamp.json", "dice.json", "previous_sample.csv", "frame_diff.csv"}


def changed(name, old, new):
    """The full bundle with one text of one file replaced."""
    assert old.encode() in FULL[name]
    return FULL | {name: FULL[name].replace(old.encode(), new.encode(), 1)}


def test_the_full_bundle_replays_and_every_rule_of_an_open_draw_is_asked():
    verdict = verify(examples.with_sums(FULL))
    assert verdict.outcome is Outcome.REPLAYS, verdict.first_failure
    assert {check.rule for check in verdict.checks} >= {
        "sums", "frame", "plan", "pins", "difference", "takes", "cells", "cooloff",
        "before", "seed", "order", "tickets", "sample", "logged", "substitutions",
        "teams", "packages", "assignment",
    }  # fmt: skip


@given(st.data())
def test_every_change_of_one_field_of_any_file_is_refused(data):
    name = data.draw(st.sampled_from(sorted(FULL.keys() - FREE)))
    lines = FULL[name].decode().split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    fields = lines[place].split(",")
    at = data.draw(st.integers(0, len(fields) - 1))
    fields[at] = data.draw(
        st.sampled_from(["", "S01", "1", "x"]) | st.text("ABS019-", max_size=9)
    )
    lines[place] = ",".join(fields)
    files = FULL | {name: "\n".join(lines).encode()}
    assume(files[name] != FULL[name])
    assert not verify(files).ok


@given(st.sampled_from(sorted(FULL)), st.data())
def test_with_the_sums_every_change_of_one_byte_is_refused(name, data):
    files = examples.with_sums(FULL)
    one = bytearray(files[name])
    one[data.draw(st.integers(0, len(one) - 1))] ^= data.draw(st.integers(1, 255))
    verdict = verify(files | {name: bytes(one)})
    assert verdict.checks[0].where == name


@pytest.mark.parametrize(("name", "old", "new", "rule", "where"), tampering.OF_FULL)
def test_the_rule_and_the_place_are_named(name, old, new, rule, where):
    found = {check.rule: check for check in verify(changed(name, old, new)).checks}
    assert not found[rule].ok
    assert found[rule].where.startswith(where)


def test_a_row_taken_out_of_the_frame_is_named():
    lines = FULL["frame.csv"].split(b"\n")
    files = FULL | {"frame.csv": b"\n".join(lines[:3] + lines[4:])}
    found = {check.rule: check for check in verify(files).checks}
    assert "keeps its row" in found["difference"].detail


def test_a_file_named_in_the_sums_must_be_there():
    files = examples.with_sums(FULL)
    del files["teams.csv"]
    assert verify(files).first_failure.where == "teams.csv"


def notice(**more):
    return {"late_round": examples.ROUND, "stamped_at": "2023-09-16T11:00:10Z"} | more


def notices(*listed):
    return {"notice.json": json.dumps({"notices": listed}).encode()}


LATER = examples.ROUND + 30_000  # 25 hours


def fallen_back(second="", files=()):
    """A bundle whose seed names another beacon than the plan's first."""
    rows, plan = examples.simple(fallback={"drand_rounds": [LATER], "beacon": "nist"})
    return examples.bundle_for(rows, plan, late_round=LATER, second=second) | dict(files)


@pytest.mark.parametrize(
    ("listed", "ok"),
    [
        ([notice()], True),
        ([notice(first_copy_at="2023-09-16T12:00:00Z")], True),
        ([notice(first_copy_at="2023-09-16T11:00:00Z")], False),
        ([notice(stamped_at="2023-09-16T10:59:00Z")], False),
        ([notice(stamped_at="2023-09-16T11:40:00Z")], False),
        ([notice(late_round=5)], False),
        ([notice(), notice()], False),
        (["late"], False),
        ([], False),
    ],
)
def test_a_fallback_counts_only_with_a_notice_before_anybody_knew(listed, ok):
    found = verify(fallen_back(files=notices(*listed)))
    assert found.ok == ok
    if not ok:
        assert found.first_failure.rule == "fallback"


def test_a_fallback_without_a_notice_is_refused():
    assert verify(fallen_back()).first_failure.where == "notice.json"


def test_a_second_beacon_must_be_the_plans():
    files = notices(notice(), notice(late_round=LATER, stamped_at="2023-09-17T12:00:10Z"))
    assert verify(fallen_back(("nist", "123", "ab"), files)).ok
    refused = verify(fallen_back(("dice", "123", "ab"), files)).first_failure
    assert (refused.rule, refused.where) == ("seed", "seed.txt row 4")
    early = verify(fallen_back(("nist", "123", "ab"), notices(notice()))).first_failure
    assert (early.rule, early.detail) == ("fallback", "wanted 2 notices")


def test_where_a_cell_runs_out_the_stratum_follows_by_ticket_of_its_own():
    rows, plan = examples.simple()
    files = examples.bundle_for(rows, plan)
    listed = [line.split(",") for line in files["tickets.csv"].decode().splitlines()[1:]]
    cell = [row[0] for row in listed if row[1] == "S01-V01-C01"]
    others = {row[0] for row in listed if row[1] != "S01-V01-C01" and row[4] != "drawn"}
    follows = stand_ins(others, files["seed.txt"], "2026Q1")
    log = [f"{a},unsafe,{b}" for a, b in pairwise(cell[1:])]
    log = [log[0], *log[1:], f"{cell[-1]},unsafe,{follows[0]}"]
    files["substitutions.csv"] = "\n".join(["site_id,reason,substitute", *log, ""]).encode()
    assert verify(files).ok
    log[-1] = f"{cell[-1]},unsafe,{follows[1]}"
    files["substitutions.csv"] = "\n".join(["site_id,reason,substitute", *log, ""]).encode()
    assert verify(files).first_failure.where == f"substitutions.csv row {len(log) + 1}"


def fixed(**changes):
    """The full bundle made anew under a plan with these changes."""
    return full_bundle(**changes)


@pytest.mark.parametrize("load_max", [1, 2, 3])
def test_load_max_is_the_plans_or_the_least_there_is(load_max):
    files = fixed(assign={"lambda_m": 500, "load_min": 1, "load_max": load_max})
    assert verify(files).ok
    told = json.loads(files["certificate.json"])
    assert told["load_max"] == max(2, load_max)
    higher = json.dumps(told | {"load_max": told["load_max"] + 1}).encode()
    refused = verify(files | {"certificate.json": higher}).first_failure
    assert refused.rule == "assignment"


def test_a_dearer_assignment_is_refused_even_with_its_true_certificate():
    files = fixed(assign={"lambda_m": 500, "load_min": 0, "load_max": 3})
    bundle = Bundle(files)
    key = commitment.stage_key(files["seed.txt"], "assign", "2026Q1")
    bans = certificate.street_bans(bundle.packages, bundle.teams)
    priced = certificate.costs(bundle.packages, bundle.teams, key, bans, 500)
    best = bundle.assignment
    for package, (team, other) in product(best.team_of, permutations(("T01", "T02"))):
        moved = dict(best.team_of) | {package: other}
        if best.team_of[package] == team and (package, other) not in bans:
            c = certificate.certify(moved, priced, 0, 3)
            dearer = replace(best, team_of=moved, c=c)
            files |= {
                "assignment.csv": roster.assignment_bytes(bundle.packages, moved),
                "certificate.json": roster.certificate_bytes(dearer),
            }
            files.pop("logged.json", None)
            refused = verify(files).first_failure
            assert c < 0
            assert (refused.rule, refused.where) == ("assignment", "assignment.csv")
            assert "not the one optimum" in refused.detail


def test_a_stranger_in_a_team_is_refused():
    found = verify(changed("teams.csv", "T02,A06", "T02,A99")).first_failure
    assert found.rule == "teams"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"waves": ["2026Q1-W01"]}, "plan.json, waves"),
        ({"waves": {}}, "plan.json, waves"),
        ({"units": []}, "plan.json, units"),
        ({"pps": {"strata": "S01-V01"}}, "plan.json, pps, strata"),
        ({"fallback": {"drand_rounds": ["7"]}}, "plan.json, fallback"),
    ],
)
def test_a_part_of_the_plan_in_another_form_is_refused(changes, where):
    rows, plan = examples.simple()
    files = examples.bundle_for(rows, plan)
    data = canonical.plan_bytes(plan | changes)
    refused = verify(files | {"plan.json": data}).first_failure
    assert (refused.rule, refused.where) == ("plan", where)
