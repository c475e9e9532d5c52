"""A rubric with a fault is refused with its line and a remedy, never with a traceback."""

import contextlib
import re
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanitation.catalog.loader import CITIES
from sanitation.catalog.rubrics import SHIPPED
from scoring import rubric
from scoring.checks import notices
from scoring.places import lines_of
from scoring.vocabulary import RubricError

FILES = sorted(
    path
    for path in [*SHIPPED.glob("*.toml"), *CITIES.glob("*/rubric.toml")]
    if "." not in path.stem
)
SHENZHEN = (SHIPPED / "shenzhen-default.toml").read_text(encoding="utf-8")


def refusal(text):
    with pytest.raises(RubricError) as refused:
        rubric.parse(text.encode())
    return str(refused.value)


def spoiled(old, new, text=SHENZHEN):
    assert old in text
    return text.replace(old, new, 1)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rubric_that_comes_with_the_product_is_in_order(path):
    assert rubric.parse(path.read_bytes()).steps


def test_the_shipped_rubrics_are_the_published_ones():
    lines = (SHIPPED / "PUBLISHED.sha256").read_text().splitlines()
    published = {name: digest for digest, name in (line.split() for line in lines)}

    assert published == {
        path.name: rubric.parse(path.read_bytes()).sha256
        for path in FILES
        if path.parent == SHIPPED
    }


def test_the_default_rubric_is_as_its_table_says():
    found = rubric.parse(SHENZHEN.encode())

    assert len(found.items) == 130
    assert notices(found) == ()
    toilet = [item.cap for item in found.items if "V12" in item.venues]
    assert (sum(toilet[:8]), sum(toilet[8:])) == (28, 72)


FAULTS = [
    ('rule = "remain" },', 'rule = "remian" },', "steps[1].rule", "write one of share"),
    ('in = "score", design', 'in = "scor", design', "steps[5].in", "write 'score'"),
    ('group = "tidy", kind', 'group = "tydi", kind', "items[5].group", "write 'tidy'"),
    ("each = 2, cap = 18", "each = 2.5, cap = 18", "items[1].each", 'in quotes: "2.5"'),
    ("each = 2, cap = 18", "each = 0, cap = 18", "items[1].each", "at least 1"),
    ('id = "MR02"', 'id = "MR01"', "items[2].id", "give each its own id"),
    ("places = 2", "place = 2", "publish.place", "use one of flag_n"),
    ("min_coverage = 80", "min_coverage = 180", "publish.min_coverage", "0 to 100"),
    ("min = 90 }", "min = 93 }", "tables.grades", "list them the highest first"),
    ('label = "B"', 'label = "A"', "tables.grades", "a label stands twice"),
    ("V11 = 4", "V13 = 4", "tables.venues", "gives no weight for V11"),
    ("site_index = 60", "site_index = -60", "tables.blend", "not negative"),
    ("from = 2019-09-01", "from = 2017-02-01", "tables.blend", "its own first day"),
    ("from = 2017-01-01", 'from = "2017-01-01"', "from", "a date without quotes"),
    ('method = "sz-1"\n', "", "method", "it is missing"),
    ("score = 0", "scores = 0", "on_fail.scores", "write 'score'"),
    ('{ out = "sub", at', '{ out = "score", at', "steps[2].out", "made twice"),
    ('at = "street", min', 'at = "stret", min', "inputs[1].at", "write 'street'"),
    ("max = 100 }]", "max = 0 }]", "inputs[1].max", "greater than min"),
    (
        '{ id = "clean" }',
        '{ id = "clean", parent = "clean" }',
        "groups[1].parent",
        "circle",
    ),
]


@pytest.mark.parametrize(("old", "new", "place", "remedy"), FAULTS)
def test_a_fault_is_named_by_its_line_its_key_and_the_remedy(old, new, place, remedy):
    text = spoiled(old, new)
    told = refusal(text)

    assert f"{place}:" in told
    assert remedy in told
    if new:
        line = int(re.match(r"line (\d+): ", told)[1])
        wrong = SHENZHEN[: SHENZHEN.index(old)].count("\n") + 1
        assert line == wrong or place.startswith("tables.")


def test_a_file_that_is_no_toml_is_refused_with_its_line():
    assert "line 4" in refusal(spoiled('schema = "sanrubric/1"', "schema ="))


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b"", b"a = " + b"[" * 5000, b"x = " + b"9" * 10_000, b"\x00"]
)
def test_any_bytes_at_all_are_refused_politely(data):
    with pytest.raises(RubricError):
        rubric.parse(data)


VALUES = st.sampled_from(
    [
        *("0", "-1", "true", '""', '"x"', "[]", "{}", "[[]]", "1e400", "nan", "[1, 'a']"),
        *("2026-01-01", "2026-01-01T00:00:00Z", "{ a = 1 }", "[{ from = 1 }]", "9" * 20),
    ]
)
ASSIGNED = re.compile(r'= *("[^"\n]*"|-?\d+\b|\[[^\[\]\n]*\])')


@given(st.sampled_from(FILES), st.data())
def test_a_value_of_any_other_kind_is_read_or_refused_and_never_breaks(path, data):
    text = path.read_text(encoding="utf-8")
    places = list(ASSIGNED.finditer(text))
    place = places[data.draw(st.integers(0, len(places) - 1))]
    broken = text[: place.start(1)] + data.draw(VALUES) + text[place.end(1) :]

    with contextlib.suppress(RubricError):
        rubric.parse(broken.encode())


@given(st.sampled_from(FILES), st.data())
def test_a_file_with_a_part_cut_out_is_read_or_refused_and_never_breaks(path, data):
    text = path.read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 200)))

    with contextlib.suppress(RubricError):
        rubric.parse((text[:start] + text[end:]).encode())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_of_a_file_has_a_line_and_it_stands_there(path):
    text = path.read_text(encoding="utf-8")
    found, rows = lines_of(text), text.splitlines()

    for place in _places("", tomllib.loads(text)):
        assert place in found, place
        name = re.sub(r"\[\d+\]$", "", place).rpartition(".")[2]
        if not place.endswith("]") and "." not in name and "/" not in name:
            assert name in rows[found[place] - 1]


def _places(prefix, value):
    if prefix:
        yield prefix
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(f"{prefix}.{key}" if prefix else key, inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _places(f"{prefix}[{number}]", inner)


def test_lines_are_right_in_every_way_toml_can_be_written():
    text = 'a = 1 # [x]\n[b]\nc = """\n]\n"""\n[[d]]\ne = [\n 1,\n {f = 2}]\n[[d]]\n"g.h" = {}\n'

    found = lines_of(text)

    assert found["b.c"] == 3
    assert found["d[1].e[2].f"] == 9
    assert found["d[2]"] == 10
    assert found["d[2].g.h"] == 11


def test_weights_and_full_marks_that_are_not_100_are_noticed_not_refused():
    text = spoiled(
        "V11 = 4", "V11 = 5", spoiled("each = 2, cap = 18", "each = 2, cap = 16")
    )
    text = spoiled(', { label = "C" }]', "]", text)

    told = notices(rubric.parse(text.encode()))

    assert told == (
        "tables.venues: the weights add up to 101, not 100",
        "items of V01: the full marks add up to 98, not 100",
        "tables.grades: a value below every band has no label",
    )
