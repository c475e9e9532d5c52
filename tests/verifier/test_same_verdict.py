"""The page in the browser and the verifier at a terminal say the same of any bundle.

The same rules in the same order, the same first difference with file and row, the same
words, and the same list of what was not checked.
"""

import pytest
from hypothesis import given

from sampling.types import Outcome
from sampling.verify import verify
from tests.sampling import examples, tampering
from tests.sampling.full_bundle import full_bundle
from tests.sampling.test_sealed import VECTORS, changed
from tests.sampling.test_verify import frames
from tests.sampling.waved_bundle import waved_bundle
from tests.verifier import bundles
from tests.verifier.page import said

TAMPERED = {
    "full": (full_bundle(), tampering.OF_FULL),
    "waves": (waved_bundle(), tampering.OF_WAVED),
    "simple": (bundles.simple(), tampering.OF_SIMPLE),
}


@pytest.mark.parametrize("kind", bundles.HONEST)
def test_every_honest_bundle_replays_in_the_browser(page, kind):
    files = bundles.HONEST[kind]()
    found = page.verdict(files)
    assert found == said(verify(files))
    assert found["outcome"] == Outcome.REPLAYS


@pytest.mark.reference
def test_the_open_golden_example_replays_in_the_browser(page):
    files = bundles.golden_open()
    found = page.verdict(files)
    assert found == said(verify(files))
    assert found["outcome"] == Outcome.REPLAYS


@pytest.mark.parametrize(
    ("kind", "row"),
    [(kind, row) for kind, (_, rows) in TAMPERED.items() for row in rows],
    ids=lambda one: "-".join(one[:2]) if isinstance(one, tuple) else one,
)
def test_the_rule_and_the_place_of_a_change_are_the_same(page, kind, row):
    files, (name, old, new, rule, where) = TAMPERED[kind][0], row
    bent = files | {name: files[name].replace(old.encode(), new.encode(), 1)}
    found = page.verdict(bent)
    assert found == said(verify(bent))
    broken = {name: place for name, ok, place, _ in found["checks"] if not ok}
    assert broken[rule].startswith(where)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["desc"])
def test_a_vector_of_the_sealed_example_comes_out_as_it_says(page, vector):
    files = changed(bundles.golden_sealed(), vector)
    found = page.verdict(files)
    assert found == said(verify(files))
    assert found["outcome"] == vector["want"]


@pytest.mark.parametrize("kind", bundles.HONEST)
def test_any_other_field_file_or_byte_gives_the_same_verdict(page, kind):
    honest = bundles.HONEST[kind]()
    for files in (*bundles.changed_fields(honest), *bundles.changed_bytes(honest)):
        assert page.verdict(files) == said(verify(files))


@pytest.mark.parametrize("kind", ["full", "waves", "simple", "sealed", "late beacon"])
def test_any_other_fact_in_the_plan_gives_the_same_verdict(page, kind):
    for files in bundles.changed_plans(bundles.HONEST[kind]()):
        assert page.verdict(files) == said(verify(files))


@given(frames)
def test_every_frame_is_cut_and_drawn_the_same(page, made):
    files = examples.with_sums(examples.bundle_for(*made))
    found = page.verdict(files)
    assert found == said(verify(files))
    assert found["outcome"] == Outcome.REPLAYS


def test_no_file_at_all_is_no_draw(page):
    assert page.verdict({}) == said(verify({}))
