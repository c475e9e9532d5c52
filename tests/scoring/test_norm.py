"""The fragments of the norm are rubrics, and those that come with the product say the same."""

import re
import tomllib

import pytest

from sanitation.catalog.rubrics import SHIPPED
from scoring import rubric
from tests.reference import reference_folder

pytestmark = pytest.mark.reference
HEAD = 'schema = "sanrubric/1"\nid = "norm"\nversion = 1\nmethod = "norm"\n'
NAMES = {
    "4.1": "shenzhen-default",
    "4.2": "ni195",
    "4.3": "leams",
    "4.4": "nyc-restrooms",
    "4.5": "nyc-pcs",
    "4.6": "la-cleanstat",
    "4.7": "kab-cai",
    "4.8": "coin-demo",
}


@pytest.fixture(scope="module")
def fragments():
    path = reference_folder().parent / "design" / "scoring-method.md"
    if not path.is_file():
        pytest.skip("the norm does not lie beside the project")
    text = path.read_text(encoding="utf-8")
    return dict(re.findall(r"### (4\.\d) .*?```toml\n(.*?)```", text, re.S))


def whole(fragment):
    if "schema" in fragment:
        return fragment
    first = "" if re.search(r"^from = ", fragment, re.M) else "from = 2000-01-01\n"
    return HEAD + first + fragment


@pytest.mark.parametrize("number", NAMES)
def test_a_fragment_is_in_order(number, fragments):
    assert rubric.parse(whole(fragments[number]).encode()).steps


@pytest.mark.parametrize("number", sorted(set(NAMES) - {"4.1"}))
def test_the_catalogs_rubric_is_the_fragment_and_what_it_publishes_besides(
    number, fragments
):
    norm = tomllib.loads(whole(fragments[number]))
    ours = tomllib.loads((SHIPPED / f"{NAMES[number]}.toml").read_text(encoding="utf-8"))

    for key in norm.keys() - {"schema", "id", "version", "method", "from"}:
        if isinstance(norm[key], list):
            assert [one for one in ours[key] if one in norm[key]] == norm[key]
        else:
            assert ours[key] == norm[key]


def test_the_default_keeps_every_indicator_and_every_weight_of_the_excerpt(fragments):
    norm = tomllib.loads(fragments["4.1"])
    ours = tomllib.loads((SHIPPED / "shenzhen-default.toml").read_text(encoding="utf-8"))

    assert all(item in ours["items"] for item in norm["items"])
    assert norm["tables"]["venues"].items() <= ours["tables"]["venues"].items()
    assert all(norm["tables"][name] == ours["tables"][name] for name in ("blend", "grades"))
    assert all(norm[key] == ours[key] for key in ("states", "on_fail", "publish"))
