"""A bundle in waves replays; each file of a wave is checked, and the place is named."""

import json
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sampling import certificate, commitment, roster
from sampling.bundle import Bundle
from sampling.draw import stand_ins
from sampling.types import Outcome
from sampling.verify import verify
from tests.sampling import examples, tampering
from tests.sampling.waved_bundle import LABELS, waved_bundle

FULL = waved_bundle()
FIRST, SECOND, THIRD = LABELS
OF_WAVES = sorted(name for name in FULL if any(label in name for label in LABELS))
FREE = {"stamp.json", "dice.json", "previous_sample.csv", "frame_diff.csv"}


def test_a_bundle_in_waves_replays_and_nothing_of_a_wave_stays_unread():
    verdict = verify(examples.with_sums(FULL))
    assert verdict.outcome is Outcome.REPLAYS, verdict.first_failure
    asked = {check.rule for check in verdict.checks}
    assert asked >= {
        "waves", "seed", "beacons", "tickets", "sample", "logged", "substitutions",
        "teams", "packages", "assignments",
    }  # fmt: skip
    assert "assignment" not in asked
    assert not [one for one in verdict.not_checked if "W0" in one or "content" in one]


@given(st.data())
def test_every_change_of_one_field_of_any_file_is_refused(data):
    name = data.draw(
        st.sampled_from(sorted(FULL.keys() - FREE)) | st.sampled_from(OF_WAVES)
    )
    parts = FULL[name].decode().split("\n")
    place = data.draw(st.integers(0, len(parts) - 1))
    sign = ", " if name.endswith(".json") else ","
    fields = parts[place].split(sign)
    at = data.draw(st.integers(0, len(fields) - 1))
    fields[at] = data.draw(
        st.sampled_from(["", "S01", "1", "x"]) | st.text("ABS019-", max_size=9)
    )
    parts[place] = sign.join(fields)
    files = FULL | {name: "\n".join(parts).encode()}
    assume(files[name] != FULL[name])
    assert not verify(files).ok


@pytest.mark.parametrize(("name", "old", "new", "rule", "where"), tampering.OF_WAVED)
def test_the_rule_and_the_place_are_named(name, old, new, rule, where):
    assert old.encode() in FULL[name]
    files = FULL | {name: FULL[name].replace(old.encode(), new.encode(), 1)}
    found = {check.rule: check for check in verify(files).checks}
    assert not found[rule].ok
    assert found[rule].where.startswith(where)


def test_the_files_of_two_waves_cannot_change_places():
    for kind in ("beacon-{}.json", "assignment-{}.csv"):
        one, other = kind.format(FIRST), kind.format(SECOND)
        assert not verify(FULL | {one: FULL[other], other: FULL[one]}).ok


def test_a_wave_whose_seed_is_kept_back_is_told_and_its_files_are_not_believed():
    hidden = {name: data for name, data in FULL.items() if THIRD not in name}
    refused = verify(hidden)
    assert {c.rule for c in refused.checks if not c.ok} >= {"tickets", "sample", "logged"}
    half = waved_bundle(until=2)
    verdict = verify(half)
    assert verdict.ok, verdict.first_failure
    assert any(one.startswith(f"{THIRD}: no seed") for one in verdict.not_checked)


def test_the_first_wave_cannot_be_left_out():
    without = {name: data for name, data in FULL.items() if FIRST not in name}
    refused = verify(without).first_failure
    assert (refused.rule, refused.where) == ("waves", FIRST)


@pytest.mark.parametrize("name", OF_WAVES)
def test_a_file_of_a_wave_that_is_absent_is_told(name):
    files = {one: data for one, data in FULL.items() if one != name}
    verdict = verify(files)
    assert not verdict.ok or any(name in one for one in verdict.not_checked)


def test_a_stray_file_of_a_wave_the_plan_does_not_have_is_told():
    verdict = verify(FULL | {"beacon-2026Q1-W09.json": b"{}"})
    assert "beacon-2026Q1-W09.json: content" in verdict.not_checked


def test_a_dearer_assignment_of_a_wave_is_refused_even_with_its_true_certificate():
    bundle, asked = Bundle(FULL), []
    for visit in bundle.visits:
        inside = tuple(one for one in bundle.packages if one.unit in visit.units)
        names = f"assignment-{visit.label}.csv", f"certificate-{visit.label}.json"
        given_to = bundle.assignment_in(*names)
        key = commitment.stage_key(bundle.wave_seeds[visit.label], "assign", visit.label)
        bans = certificate.street_bans(inside, bundle.teams)
        priced = certificate.costs(inside, bundle.teams, key, bans, 500)
        swapped = {one: "T01" if team == "T02" else "T02"
                   for one, team in given_to.team_of.items()}  # fmt: skip
        if any((one, team) in bans for one, team in swapped.items()):
            continue
        c = certificate.certify(swapped, priced, 0, given_to.load_max)
        told = json.loads(FULL[names[1]]) | {"c": c}
        files = FULL | {
            names[0]: roster.assignment_bytes(inside, swapped),
            names[1]: json.dumps(told).encode(),
        }
        del files["logged.json"]
        refused = verify(files).first_failure
        assert refused.rule == "assignments"
        asked.append(refused.where)
    # in the second wave the other team has had its share, so it may not even be asked
    assert asked[1].startswith("package ")
    assert asked[::2] == [f"assignment-{FIRST}.csv", f"assignment-{THIRD}.csv"]


def test_where_a_cell_runs_out_only_sites_of_the_same_wave_follow():
    bundle = Bundle(FULL)
    site = next(one for one in bundle.ranked if one.cell == "S02-V01-C01")
    label = bundle.wave_of[site.cell]
    own = [one.site_id for one in bundle.ranked if one.cell == site.cell]
    same_wave = {
        one.site_id
        for one in bundle.ranked_by_wave[label]
        if one.cell.startswith("S02-V01-") and one.cell != site.cell
    }
    drawn = {one.site_id for one in bundle.ranked_by_wave[label] if one.status == "drawn"}
    seed = bundle.wave_seeds[label]
    follows = next(iter(stand_ins(same_wave - drawn, seed, label)), "")
    steps = [*pairwise(own[1:]), (own[-1], follows)]
    lines = ["site_id,reason,substitute", *(f"{a},unsafe,{b}" for a, b in steps), ""]
    assert verify(FULL | {"substitutions.csv": "\n".join(lines).encode()}).ok
    steps[-1] = (own[-1], "S02-V01-999")
    lines = ["site_id,reason,substitute", *(f"{a},unsafe,{b}" for a, b in steps), ""]
    refused = verify(FULL | {"substitutions.csv": "\n".join(lines).encode()}).first_failure
    assert refused.where == f"substitutions.csv row {len(steps) + 1}"
