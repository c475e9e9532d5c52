"""The sealed golden example: ours, and two implementations written from the text alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sampling import canonical, commitment
from sampling.types import Outcome
from sampling.verify import verify
from tests.golden.draws import make
from tests.sampling import second_implementation

FOLDER = Path(__file__).parents[1] / "golden" / "draws" / "sealed"
VECTORS = json.loads((FOLDER.parent / "sealed_vectors.json").read_text("utf-8"))


@pytest.fixture
def golden():
    return {path.name: path.read_bytes() for path in FOLDER.iterdir()}


def test_the_golden_files_are_made_again_byte_for_byte(golden):
    assert make.files() == golden


def test_the_golden_example_replays(golden):
    verdict = verify(golden)
    assert verdict.outcome is Outcome.REPLAYS, verdict.first_failure


def test_a_second_implementation_draws_the_same_sample(golden):
    wanted = golden["sample.csv"].decode().splitlines()
    assert second_implementation.sample(FOLDER) == wanted


def test_a_shell_with_openssl_draws_the_same_sample(golden):
    if not all(shutil.which(tool) for tool in ("sh", "openssl", "sha256sum", "awk")):
        pytest.skip("no sh, openssl, sha256sum and awk here")
    script = Path(second_implementation.__file__).with_suffix(".sh")
    done = subprocess.run(
        ["sh", str(script), str(FOLDER)], capture_output=True, text=True, check=True
    )
    rows = [line.split(",") for line in golden["sample.csv"].decode().splitlines()[1:]]
    wanted = [f"{ticket} {site} {cell}" for site, cell, _, _, ticket in rows]
    assert done.stdout.splitlines() == wanted


def test_the_verifier_runs_without_any_installed_package():
    root = FOLDER.parents[3]
    bare = (
        "import sys; sys.path.insert(0, sys.argv[1]); from sampling.__main__ import main;"
        "code = main(['verify', sys.argv[2]]);"
        "assert not {'numpy', 'numba', 'ortools', 'pandas'} & set(sys.modules);"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", bare, str(root), str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("The draw replays.\n")


def changed(files, vector):
    """Apply a vector: text replaced in a file, files left out, hashes made right again."""
    files = dict(files)
    for name, (old, new) in vector.get("replace", {}).items():
        assert old.encode() in files[name], vector["desc"]
        files[name] = files[name].replace(old.encode(), new.encode(), 1)
    for name in vector.get("remove", []):
        del files[name]
    if vector.get("seed_follows"):
        line = f"plan={commitment.plan_digest(files['plan.json'])}".encode()
        rows = files["seed.txt"].split(b"\n")
        files["seed.txt"] = b"\n".join([rows[0], line, *rows[2:]])
    files.pop("SHA256SUMS")
    return files


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["desc"])
def test_a_vector_comes_out_as_it_says(golden, vector):
    verdict = verify(changed(golden, vector))
    assert verdict.outcome == vector["want"]
    if vector["want"] != "replays":
        failure = verdict.first_failure
        assert (failure.rule, failure.where) == (vector["rule"], vector["where"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["desc"])
def test_the_second_implementation_agrees_on_the_vector(golden, vector, tmp_path):
    for name, data in changed(golden, vector).items():
        (tmp_path / name).write_bytes(data)
    if vector["want"] == "replays":
        assert second_implementation.sample(tmp_path)
    elif vector.get("second", True):
        with pytest.raises((AssertionError, ValueError)):
            second_implementation.sample(tmp_path)


def test_the_shares_are_what_the_pins_say(golden):
    plan = canonical.parse_plan(golden["plan.json"])
    assert [commitment.share_pin(share) for share in make.SHARES] == list(plan.trustees)
    assert len(set(plan.trustees)) == 3
