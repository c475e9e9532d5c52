"""Every problem has a status, words, a paragraph, and a code that is never renamed."""

from pathlib import Path

import sanitation.bootstrap  # noqa: F401  loads the tables of every stage
from sanitation.db.base import Base
from sanitation.db.violations import DEFECTS, MEANING
from sanitation.errors import Code
from webapp.problems import MEANINGS

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "problem_codes.txt"


def test_every_code_has_a_status_a_title_and_a_remedy():
    assert set(MEANINGS) == set(Code)


def test_every_code_has_its_paragraph_in_the_documentation():
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    headings = {line[3:].strip() for line in text.splitlines() if line.startswith("## ")}
    assert headings == {code.value for code in Code}


def test_no_code_ever_disappears():
    known = GOLDEN.read_text(encoding="utf-8").split()
    assert set(known) <= {code.value for code in Code}


def test_every_unique_and_check_constraint_has_a_meaning_or_is_a_defect():
    tables = Base.metadata.tables.values()
    rules = {str(rule.name) for table in tables for rule in table.constraints}
    rules |= {
        str(index.name) for table in tables for index in table.indexes if index.unique
    }
    names = {name for name in rules if name.startswith(("uq_", "ck_"))}
    assert names - MEANING.keys() == DEFECTS & names
    assert MEANING.keys() | DEFECTS == names
