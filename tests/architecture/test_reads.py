"""Rows are read through a stage's queries, within a scope: no shortcut goes round them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHORTCUTS = {"query", "filter_by", "get_bind"}  # the old way of asking, past `queries`
BELOW = {"db", "ledger", "migrations"}  # what the stages stand on


def calls(package):
    """Give every call of a method in a package, with its file's place."""
    for path in sorted((ROOT / package).rglob("*.py")):
        place = path.relative_to(ROOT)
        if "node_modules" not in place.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield place, node.func


def test_no_row_is_read_past_the_queries_of_its_stage():
    found = [
        f"{place}:{call.lineno} {call.attr}"
        for package in ("sanitation", "webapp")
        for place, call in calls(package)
        if call.attr in SHORTCUTS and place.parts[1] not in BELOW
    ]
    assert found == []


def test_a_page_never_opens_a_session():
    found = [
        f"{place}:{call.lineno}"
        for place, call in calls("webapp")
        if call.attr in {"begin", "read"}
        and isinstance(call.value, ast.Attribute)
        and call.value.attr == "sessions"
    ]
    assert found == []
