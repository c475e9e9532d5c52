"""The shape of the house: sizes, names, and contracts without exceptions."""

import ast
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("sampling", "scoring", "sanitation", "webapp")
FILES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts and "versions" not in path.parts
)  # fmt: skip
FORBIDDEN = {"utils", "helpers", "common", "misc", "manager"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_idea_and_its_functions_are_short(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno - body[0].lineno + 1) if body else 0
            assert lines <= 40, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_named_after_its_idea_and_says_it(path):
    assert path.stem not in FORBIDDEN
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_contract_has_an_exception():
    config = ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    contracts = [name for name in config.sections() if name.startswith("importlinter:")]
    assert len(contracts) >= 9
    assert not any("ignore_imports" in config[name] for name in contracts)
