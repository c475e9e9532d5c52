"""The one-file verifier says what the package says, with nothing else at hand."""

import ast
import inspect
import subprocess
import sys
from importlib.util import resolve_name
from pathlib import Path

import pytest

from sampling import standalone
from sampling.__main__ import report
from sampling.verify import verify
from tests.sampling import examples
from tests.sampling.full_bundle import full_bundle
from tests.sampling.waved_bundle import waved_bundle

SEALED = Path(__file__).parents[1] / "golden" / "draws" / "sealed"


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The file alone in a folder of its own."""
    path = tmp_path_factory.mktemp("verifier") / "verify_draw.py"
    path.write_bytes(standalone.program())
    return path


def run(program, folder):
    """Run it without any installed package, away from the project."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-B", str(program), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=program.parent,
    )


def written(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("change", ["", "sample.csv", "teams.csv", "frame.csv"])
def test_it_says_word_for_word_what_the_package_says(program, tmp_path, change):
    files = examples.with_sums(full_bundle())
    if change:
        files[change] = files[change].replace(b"1", b"2", 1)
    done = run(program, written(tmp_path, files))
    verdict = verify(files)
    assert done.stdout == report(verdict), done.stderr
    assert done.returncode == (0 if verdict.ok else 1)
    assert verdict.ok is (change == "")


def test_it_replays_a_quarter_in_waves(program, tmp_path):
    done = run(program, written(tmp_path, examples.with_sums(waved_bundle())))
    assert "holds   assignments" in done.stdout
    assert done.stdout.endswith("The draw replays.\n")


def test_it_replays_the_sealed_example(program):
    assert run(program, SEALED).stdout.endswith("The draw replays.\n")


def test_it_may_lie_in_the_bundle_that_pins_it(program, tmp_path):
    files = full_bundle(verifier_sha256=standalone.digest())
    files = examples.with_sums(files | {"verify_draw.py": standalone.program()})
    assert run(program, written(tmp_path, files)).returncode == 0
    files["verify_draw.py"] += b"\n"
    refused = {one.rule: one.where for one in verify(files).checks if not one.ok}
    assert refused == {"sums": "verify_draw.py", "pins": "verify_draw.py"}


def test_every_module_that_it_needs_is_in_it_before_it_is_needed():
    bound = set()
    for module in standalone.MODULES:
        source = inspect.getsource(module)
        assert "'''" not in source, module.__name__
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("sampling"):
                names = {
                    resolve_name(f"{node.module}.{one.name}", None) for one in node.names
                }
                assert node.module in bound or names <= bound, (
                    module.__name__,
                    node.module,
                )
        bound.add(module.__name__)
