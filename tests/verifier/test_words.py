"""Whatever the page says has words in its template: every rule, outcome, state and place."""

import re
from pathlib import Path

import pytest

import webapp
from sampling.types import Outcome, Reason
from sampling.verify import RULES
from tests.verifier.page import OUT

HOME = Path(webapp.__file__).parent
TEMPLATE = (HOME / "templates/public/verify_bench.html").read_text("utf-8")
SOURCES = "\n".join(
    (HOME / "frontend/verify" / name).read_text("utf-8")
    for name in ("page.js", "report.js")
)


def group(name: str) -> set[str]:
    """The keys of one group of words."""
    start = re.search(rf'(% set {name} = |"{name}": ){{', TEMPLATE)
    assert start is not None, name
    depth, found, at = 0, set(), start.end() - 1
    for token in re.finditer(r'"(\w+)":|_\("[^"]*"\)|[{}]', TEMPLATE[at:]):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if token[1] and depth == 1:
            found.add(token[1])
        if depth == 0:
            return found
    raise AssertionError(f"{name} has no end")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("rules", {rule.name for rule in RULES}),
        ("outcomes", {one.value for one in Outcome} | {"so_far"}),
        ("out", set(OUT)),
        ("skipped", {"absent", "rests", "content", "ahead", "rehearsal"}),
        ("signatures", {"signed", "forged", "unsigned", "another", "unreadable"}),
        ("failed", {"zip", "size", "fetch", "defect"}),
        ("reasons", {one.value or "none" for one in Reason}),
    ],
)
def test_a_group_has_words_for_each_of_its_kind_and_no_others(name, wanted):
    assert group(name) == wanted


def test_every_word_the_scripts_ask_for_is_there():
    asked = set(re.findall(r'word\(\s*"(\w+)"', SOURCES))
    assert len(asked) > 10
    for key in asked:
        assert f'"{key}": _(' in TEMPLATE, key
