"""The capture page on a phone's screen: nothing is lost, all arrives unchanged."""

import hashlib
import io
import threading
from pathlib import Path

import pytest
from flask import Flask, jsonify, render_template_string, request
from flask_babel import Babel
from flask_wtf import CSRFProtect
from PIL import Image
from playwright.sync_api import expect
from werkzeug.serving import make_server

import webapp
from tests.browser.desks import PHONE
from tests.browser.looking import faults
from webapp.assets import asset

pytestmark = pytest.mark.browser

HOME = Path(webapp.__file__).parent
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PAGE = """
{% extends "base.html" %}{% from "macros/tasks.html" import capture_form %}
{% block title %}Task{% endblock %}
{% block content %}{{ capture_form(task, items, "/done") }}{% endblock %}
"""
TASK = {"task": "handle", "rubric": "ab" * 32, "account": "account"}
ITEMS = [
    {"code": "MR01", "name": "Sweeping", "rule": "each 20 m", "cap": 18, "deduct": 2},
    {"code": "MR02", "name": "Rubbish", "rule": "each heap", "cap": 12, "deduct": 4},
]


class Office:
    """The receiving side, as small as can be: keeps what comes, names what is missing."""

    def __init__(self):
        self.files = {}
        self.manifests = []
        self.broken = 0
        self.app = Flask("webapp", root_path=str(HOME))
        self.app.config.update(SECRET_KEY="test", WTF_CSRF_HEADERS=["X-CSRF-Token"])
        Babel(self.app, locale_selector=lambda: request.args.get("language", "en"))
        CSRFProtect(self.app)
        self.app.jinja_env.globals["asset"] = asset
        self.app.after_request(self.headers)
        self.app.add_url_rule("/", view_func=self.page)
        self.app.add_url_rule("/uploads/<record>", view_func=self.manifest, methods=["PUT"])
        address = "/uploads/<record>/files/<digest>"
        self.app.add_url_rule(address, view_func=self.file, methods=["PUT"])

    def headers(self, response):
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def page(self):
        language = {"language": request.args.get("language", "en")}
        return render_template_string(PAGE, task=TASK, items=ITEMS, shell=language)

    def manifest(self, record):
        self.manifests.append(request.get_data())
        missing = [
            p["sha256"]
            for p in request.get_json()["photos"]
            if p["sha256"] not in self.files
        ]
        return (jsonify(missing=missing), 202) if missing else (jsonify(record=record), 201)

    def file(self, record, digest):
        if self.broken:
            self.broken -= 1
            return "<html>sign in to the hotel</html>", 200
        self.files[digest] = request.get_data()
        return jsonify(sha256=digest), 201


@pytest.fixture
def office():
    office = Office()
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    office.url = f"http://127.0.0.1:{server.server_port}"
    yield office
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.said = []
    page.on("console", lambda line: page.said.append(line.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    yield page
    context.close()


def photo(colour):
    buffer = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(buffer, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def take(page, role, colour, within="[data-capture]"):
    shots = page.locator(f"{within} .shots").filter(
        has=page.locator(f"[data-photo-role={role}]")
    )
    before = shots.locator("img").count()
    page.locator(f"{within} [data-photo-role={role}]").set_input_files(photo(colour))
    expect(shots.locator("img")).to_have_count(before + 1)


def fill(page):
    """One finding at the first indicator, the second not applicable, every photo taken."""
    for role, colour in (("entry", "red"), ("overall", "green"), ("exit", "pink")):
        take(page, role, colour)
    page.locator("[data-item=MR01] [data-step='1']").click()
    take(page, "wide", "blue", "[data-item=MR01]")
    take(page, "close", "navy", "[data-item=MR01]")
    page.locator("[data-item=MR02] input[value=na]").check(force=True)
    page.locator("[data-item=MR02] [data-reason]").fill("none here")


def status(page):
    return page.locator("[data-capture-status]")


def test_a_reload_loses_nothing_and_everything_arrives_unchanged(page, office):
    page.goto(office.url)
    expect(status(page)).to_contain_text("Still missing: 5")
    fill(page)
    expect(status(page)).to_contain_text("Ready to seal")
    page.reload()
    expect(status(page)).to_contain_text("Ready to seal")
    expect(page.locator("[data-capture] img")).to_have_count(5)
    office.broken = 1  # the first photo meets a page that is not ours
    page.locator("[data-capture-seal]").click()
    expect(status(page)).to_contain_text("Received", timeout=15_000)

    colours = ("red", "green", "pink", "blue", "navy")
    sent = {hashlib.sha256(photo(colour)["buffer"]).hexdigest() for colour in colours}
    assert set(office.files) == sent
    assert all(
        hashlib.sha256(data).hexdigest() == name for name, data in office.files.items()
    )
    assert len(set(office.manifests)) == 1
    assert page.said == []


def test_sealing_too_early_leads_to_what_is_missing(page, office):
    page.goto(office.url)
    expect(status(page)).to_contain_text("Still missing")
    page.locator("[data-capture-seal]").click()
    expect(status(page)).to_have_text("A photo is missing: Photo on arrival")
    expect(page.locator("[data-photo-role=entry]")).to_be_focused()
    assert office.manifests == []


def test_sealed_without_a_network_it_is_sent_when_the_network_is_back(page, office):
    page.goto(office.url)
    expect(status(page)).to_contain_text("Still missing")
    fill(page)
    page.context.set_offline(True)
    page.locator("[data-capture-seal]").click()
    expect(status(page)).to_contain_text("Everything is safe on this phone")
    assert office.manifests == []
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Received", timeout=15_000)
    assert len(office.files) == 5


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_page_is_accessible_and_does_not_scroll_sideways(page, office, language):
    page.goto(f"{office.url}/?language={language}")
    expect(status(page)).not_to_be_empty()
    assert faults(page) == []
    assert page.said == []
