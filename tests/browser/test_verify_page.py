"""Anybody checks a draw in a browser: by one click, without a network, from a saved file."""

import io
import re
import zipfile

import pytest
from playwright.sync_api import expect

from sampling.verify import verify
from tests.browser.house import opened
from tests.browser.looking import faults
from tests.sampling import examples
from tests.sampling.full_bundle import full_bundle
from tests.sampling.waved_bundle import waved_bundle
from tests.verifier import bundles

pytestmark = pytest.mark.browser

OUTCOME, REPORT = "[data-outcome]", "[data-verify-report]"
DROP = """([place, files]) => {
  const data = new DataTransfer();
  for (const { name, text } of files) data.items.add(new File([text], name));
  document.querySelector(place).dispatchEvent(
    new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}"""
BEACON = """({ round, randomness, network }) => {
  const place = document.createElement("p");
  Object.assign(place.dataset, { beacon: "", round, randomness, network });
  place.innerHTML = '<span role="status"></span>'
    + '<template data-state="signed">genuine</template>'
    + '<template data-state="forged">forged</template>';
  document.querySelector("main").append(place);
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: place } }));
}"""


@pytest.fixture(scope="module")
def draw(moments, tmp_path_factory):
    """The served city and its draw whose quarter is over; these tests only read."""
    folder = tmp_path_factory.mktemp("verify") / "home"
    with opened(moments["running"], folder) as city:
        listed = city.services.draws.public_listing()
        yield city, next(one.ref for one in listed if one.opened_at is not None)


def packed(files):
    """A ZIP as a file chooser hands it over."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return {"name": "draw.zip", "mimeType": "application/zip", "buffer": out.getvalue()}


def give(page, file):
    """Choose a file, and wait for the verdict on this one."""
    page.evaluate("document.querySelector('[data-verify-report]').replaceChildren()")
    page.locator("input[name=files]").set_input_files([file])
    expect(page.locator(OUTCOME)).to_be_visible()


def said(page):
    """What the page says: the outcome, and rule and place of the first difference."""
    outcome = page.locator(OUTCOME).get_attribute("data-outcome")
    first = page.locator(f"{REPORT} [data-rule]")
    if not first.count():
        return outcome, None, None
    where = first.locator("dd").nth(1).inner_text()
    return outcome, first.get_attribute("data-rule"), where


def wanted(files):
    """The same of the verifier at a terminal."""
    verdict = verify(files)
    first = verdict.first_failure
    return verdict.outcome.value, first and first.rule, first and first.where


@pytest.mark.parametrize("phone", [False, True])
def test_the_draw_of_a_quarter_is_checked_by_one_click(draw, desks, phone):
    city, ref = draw
    page = desks.sit(city, phone=phone, dark=phone)
    page.goto(f"/draws/{ref}")
    page.locator(".page-actions .btn-primary").click()
    expect(page.locator(OUTCOME)).to_have_attribute("data-outcome", "replays")
    expect(page.locator(OUTCOME)).to_be_focused()

    sample = zipfile.ZipFile(io.BytesIO(city.services.draws.bundle(ref)))
    site, cell = sample.read("sample.csv").decode().splitlines()[1].split(",")[:2]
    page.locator("#verify-site").fill(site.lower())
    page.keyboard.press("Enter")
    expect(page.locator(".verify-order [aria-current]")).to_contain_text(site)
    expect(page.locator(REPORT)).to_contain_text(cell)
    assert faults(page) == []


def test_a_site_is_shown_in_its_cell_with_the_cut(draw, desks):
    city, ref = draw
    archive = zipfile.ZipFile(io.BytesIO(city.services.draws.bundle(ref)))
    rows = [row.split(",") for row in archive.read("tickets.csv").decode().splitlines()]
    site, cell, *_, status = rows[1]
    page = desks.sit(city, language="en")
    page.goto(f"/draws/{ref}?site={site}")
    assert status == "drawn"
    expect(page.locator("#site-drawn h3")).to_contain_text("Drawn: its ticket is number 1")
    dots = page.locator(".cell-line circle")
    expect(dots).to_have_count(sum(row[1] == cell for row in rows))
    expect(page.locator(".cell-own")).to_have_count(1)
    assert faults(page) == []


def test_without_a_network_the_page_goes_on(draw, desks):
    city, _ = draw
    page = desks.sit(city)
    page.goto("/verify", wait_until="networkidle")
    page.context.set_offline(True)
    full = examples.with_sums(full_bundle())
    give(page, packed(full))
    assert said(page) == wanted(full) == ("replays", None, None)
    bent = full | {"sample.csv": full["sample.csv"].replace(b",2,", b",3,", 1)}
    give(page, packed(bent))
    assert said(page) == wanted(bent)
    assert faults(page) == []


def test_a_browser_says_what_the_terminal_says(draw, desks):
    city, _ = draw
    page = desks.sit(city)
    page.goto("/verify")
    sealed = bundles.golden_sealed()
    for files in (
        sealed,
        {name: data for name, data in sealed.items() if name != "shares.json"},
        waved_bundle(),
        bundles.with_beacon(),
        full_bundle() | {"plan.json": b"{}"},
    ):
        give(page, packed(files))
        assert said(page) == wanted(files)


def test_files_may_be_dropped_one_by_one_and_the_beacon_is_checked(draw, desks):
    city, _ = draw
    page = desks.sit(city, language="en")
    page.goto("/verify", wait_until="networkidle")
    files = bundles.with_beacon()
    texts = [{"name": name, "text": data.decode()} for name, data in files.items()]
    page.evaluate(DROP, ["[data-verify-drop]", texts])
    expect(page.locator(OUTCOME)).to_have_attribute("data-outcome", "replays")
    expect(page.locator("[data-signature=signed]")).to_contain_text(
        "nobody chose its value"
    )


def test_what_is_no_zip_is_told_and_nothing_is_believed(draw, desks):
    city, _ = draw
    page = desks.sit(city, language="en")
    page.goto("/verify")
    bad = {"name": "draw.zip", "mimeType": "application/zip", "buffer": b"not a zip"}
    page.locator("input[name=files]").set_input_files([bad])
    expect(page.locator(f"{REPORT} [role=alert]")).to_contain_text("cannot be opened")
    expect(page.locator(OUTCOME)).to_have_count(0)


def test_the_saved_page_works_from_a_disk_and_can_send_nothing(draw, desks, tmp_path):
    city, _ = draw
    page = desks.sit(city)
    page.goto("/verify")
    with page.expect_download() as saving:
        page.locator("a[download]").click()
    saving.value.save_as(tmp_path / "verify.html")
    with desks.browser.new_context(offline=True, locale="zh-CN") as context:
        alone, complaints = context.new_page(), []
        alone.on("console", lambda line: complaints.append(line.text))
        alone.goto((tmp_path / "verify.html").as_uri())
        files = bundles.golden_sealed()
        give(alone, packed(files))
        assert said(alone) == wanted(files)
        expect(alone.locator(REPORT)).to_contain_text("Web Crypto")
        assert faults(alone) == []
        assert complaints == []
        refused = alone.evaluate(
            "() => fetch('data:,x').then(() => 'sent', (error) => error.name)"
        )
        assert refused == "TypeError"
        assert re.search("connect-src|default-src", " ".join(complaints))


@pytest.mark.parametrize(("add", "state"), [(0, "signed"), (1, "forged")])
def test_a_reader_of_a_sealed_draws_page_checks_its_beacon(draw, desks, add, state):
    city, _ = draw
    page = desks.sit(city)
    page.goto("/verify", wait_until="networkidle")
    signature = re.search(rb'"signature": "(\w+)"', bundles.with_beacon()["beacon.json"])[1]
    told = {
        "round": examples.ROUND + add,
        "randomness": examples.RANDOMNESS,
        "network": signature.decode(),
    }
    page.evaluate(BEACON, told)
    expect(page.locator("[data-beacon]")).to_have_attribute("data-beacon", state)
