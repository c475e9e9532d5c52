"""An empty folder: the server prints a link that works once, and a bureau begins with it."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser.desks import WIDE
from tests.browser.hands import follow, write
from tests.browser.looking import faults
from tests.run_suite import free_port

pytestmark = pytest.mark.browser

CHOSEN = "first walk by the river"
LINK = re.compile(r"http://\S+/welcome/\S+")


@pytest.fixture
def printed(tmp_path):
    """Run the real program in an empty folder; give the lines it prints until it serves."""
    own = {name: value for name, value in os.environ.items() if "SANITATION" not in name}
    settings = {
        "SANITATION_HOME": str(tmp_path / "home"),
        "SANITATION_CITY": "linxi",
        "SANITATION_PORT": str(free_port()),
    }
    command = [sys.executable, "-m", "webapp"]
    with subprocess.Popen(
        command,
        env=own | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        try:
            lines = [server.stdout.readline(), server.stdout.readline()]
            yield lines
        finally:
            server.terminate()


def test_the_printed_link_makes_the_first_administrator(printed, browser):
    (link,) = LINK.findall("".join(printed))
    home = link.split("/welcome/")[0]
    context = browser.new_context(viewport=WIDE, locale="zh-CN", base_url=home)
    page = context.new_page()
    page.goto("/")
    assert faults(page) == []

    page.goto(link)
    for field in ("password", "again"):
        write(page, field, CHOSEN)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    write(page, "password", CHOSEN)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{home}/home")
    assert faults(page) == []

    assert page.goto(link).status == 410
    page.goto("/accounts")
    follow(page, "/accounts/new")
    context.close()
