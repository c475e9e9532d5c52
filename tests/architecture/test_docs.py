"""The documents say what the code does: no stage, event, word, setting or link is forgotten."""

import ast
import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from sampling.verify import RULES
from sanitation.accounts.rules import Role
from sanitation.cli.root import NOUNS, root
from sanitation.config import Settings
from sanitation.supervision.rules import TRANSITIONS, Command

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TYPED = re.compile(
    r"^\s*(?:\.venv/bin/)?(?:python -m )?sanitation ([a-z].*)$", re.MULTILINE
)
EVENT = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)*(?:ed|en|wn|Made|Set|In|Blind)")
NOT_STAGES = {"catalog", "cli", "db", "demo", "exchange", "migrations"}


def text(page):
    return page.read_text(encoding="utf-8")


def parts_of_the_line():
    """Every folder of sanitation that is a stage, or stands under the stages."""
    folders = {path.parent.name for path in (ROOT / "sanitation").glob("*/__init__.py")}
    return sorted(folders - NOT_STAGES)


def events():
    """Every kind of entry the code appends to the ledger, but a case's own commands."""
    found = set()
    for path in (ROOT / "sanitation").rglob("*.py"):
        if path.parent.name in NOT_STAGES or "versions" in path.parts:
            continue
        for node in ast.walk(ast.parse(text(path))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if EVENT.fullmatch(node.value) else set()
    return sorted(found)


@pytest.mark.parametrize("stage", parts_of_the_line())
def test_every_stage_is_in_the_pipeline(stage):
    assert re.search(rf"`{stage}/`", text(DOCS / "pipeline.md"))


@pytest.mark.parametrize("kind", events())
def test_every_kind_of_ledger_entry_is_in_the_pipeline(kind):
    assert re.search(rf"\b{kind}\b", text(DOCS / "pipeline.md"))


@pytest.mark.parametrize("command", list(Command))
def test_every_command_of_a_case_has_its_entry_in_the_pipeline(command):
    kind = "Case" + "".join(part.title() for part in command.value.split("_"))
    assert re.search(rf"\b{kind}\b", text(DOCS / "pipeline.md"))


@pytest.mark.parametrize("noun", [name for names in NOUNS.values() for name in names])
def test_every_noun_of_the_command_line_is_in_the_pipeline(noun):
    assert f"sanitation {noun}" in text(DOCS / "pipeline.md")


def test_the_table_of_cases_in_the_documents_is_the_one_in_the_code():
    page = text(DOCS / "cases.md")
    for (state, command), row in TRANSITIONS.items():
        reason = "yes" if row.reason else ""
        line = f"| {state} | {command} | {row.to} | {row.side} | {row.photos or ''} | {reason} |"
        assert line.replace("  ", " ") in page.replace("  ", " "), line


@pytest.mark.parametrize("setting", [one.name for one in fields(Settings)])
def test_every_setting_has_its_line_in_operations(setting):
    assert f"`SANITATION_{setting.upper()}`" in text(DOCS / "operations.md")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("folder", [DOCS, DOCS / "zh"], ids=["English", "Chinese"])
def test_every_role_has_a_guide_in_both_languages(folder, role):
    assert any(f"`{role}`" in text(page) for page in folder.glob("guide-*.md"))


def test_every_guide_has_its_twin_in_the_other_language_and_names_it():
    english = {page.name for page in DOCS.glob("guide-*.md")}
    chinese = {page.name for page in (DOCS / "zh").glob("guide-*.md")}
    assert english == chinese
    for name in english:
        assert f"(zh/{name})" in text(DOCS / name)
        assert f"(../{name})" in text(DOCS / "zh" / name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_within_the_project_leads_somewhere(page):
    for target in LINK.findall(text(page)):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.split("#")[0]).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_in_a_document_is_a_command(page):
    for line in TYPED.findall(text(page)):
        words = line.split()
        found: click.Command = root
        for word in words:
            if not isinstance(found, click.Group):
                break
            following = found.get_command(click.Context(found), word)
            assert following is not None, line
            found = following
        assert not isinstance(found, click.Group) or "…" in line, line


@pytest.mark.parametrize("rule", [rule.name for rule in RULES])
def test_every_rule_of_the_verifier_has_its_row_in_the_guide(rule):
    rows = re.findall(r"^\| ([a-z, ]+) \|", text(DOCS / "verify-a-draw.md"), re.MULTILINE)
    assert rule in {name.strip() for row in rows for name in row.split(",")}
