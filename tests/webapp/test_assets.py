"""The built front end: complete, of this origin only, within the content policy."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask

import webapp
from webapp.assets import MANIFEST, AssetsNotBuilt, asset, built_files

HOME = Path(webapp.__file__).parent
FRONTEND = HOME / "frontend"
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
DIST = MANIFEST.parent

NAMED = re.compile(r"""asset\(["']([^"']+)["']\)""")
INLINE = re.compile(
    r"""\sstyle=|\son[a-z]+\s*=\s*["']|<style|href=["']javascript:""", re.IGNORECASE
)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)


@pytest.fixture
def in_request():
    with Flask("webapp", root_path=str(HOME)).test_request_context():
        yield


def test_every_file_a_template_names_has_been_built(in_request):
    named = {name for file in TEMPLATES for name in NAMED.findall(file.read_text("utf-8"))}
    assert {"app.css", "app.js", "theme.js"} <= named
    for name in named:
        assert (HOME / asset(name).lstrip("/")).is_file(), name


def test_the_name_of_a_built_file_carries_its_digest(in_request):
    assert re.fullmatch(r"/static/dist/app-[A-Z0-9]{8}\.css", asset("app.css"))


def test_an_unknown_asset_is_a_defect(in_request):
    with pytest.raises(KeyError):
        asset("nothing.css")


def test_a_front_end_that_was_not_built_says_what_to_run(tmp_path):
    with pytest.raises(AssetsNotBuilt, match="make setup"):
        built_files(tmp_path / "manifest.json")


def test_every_text_file_has_an_equal_compressed_copy():
    files = [file for file in DIST.iterdir() if file.suffix in {".js", ".css", ".svg"}]
    assert files
    for file in files:
        packed = file.with_name(file.name + ".gz")
        assert gzip.decompress(packed.read_bytes()) == file.read_bytes()


def test_no_built_style_loads_anything_from_elsewhere():
    for file in DIST.glob("*.css"):
        addresses = re.findall(r"url\(\s*[\"']?([^)\"']{1,60})", file.read_text("utf-8"))
        assert [a for a in addresses if re.match(r"(https?:)?//", a)] == []


def test_the_first_page_stays_under_200_kilobytes():
    names = built_files(MANIFEST)
    first = ("app.css", "app.js", "theme.js", "mark.svg")
    assert sum((DIST / f"{names[name]}.gz").stat().st_size for name in first) < 200_000


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_no_template_needs_an_inline_script_or_style(file):
    text = re.sub(r"\{#.*?#\}", "", file.read_text("utf-8"), flags=re.DOTALL)
    assert INLINE.search(text) is None
    for attributes in SCRIPT.findall(text):
        assert "src=" in attributes or 'type="application/json"' in attributes


def test_the_lock_pins_every_package_and_names_no_host():
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []


def test_every_text_a_script_asks_for_is_given_by_the_template():
    given = set(
        re.findall(
            r'^\s+"(\w+)": _\(', (HOME / "templates/macros/messages.html").read_text(), re.M
        )
    )
    sources = [*FRONTEND.glob("*.js"), *FRONTEND.glob("capture/*.js")]
    code = "\n".join(file.read_text("utf-8") for file in sources)
    asked = set(re.findall(r'message\("(\w+)"', code))
    assert asked - given == set()
    assert {key for key in given if f'"{key}"' not in code} == set()
