"""One Chromium and one loaded city a worker; every test gets its own copy of the city."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.desks import PATIENCE_MS, Desks
from tests.browser.house import House, Moment, load, opened

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's Chromium, or say why these tests are left out."""
    chromium = os.environ.get("SANITATION_BROWSER") or shutil.which("chromium")
    if chromium is None:
        reason = "no Chromium found; name one in SANITATION_BROWSER"
        if os.environ.get("SANITATION_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def moments(browser, tmp_path_factory) -> dict[str, Moment]:
    """Load the tiny city once; asked for after the browser, so that a skip costs nothing."""
    return load(tmp_path_factory.mktemp("city"))


@pytest.fixture
def house(moments, tmp_path) -> Iterator[Callable[[str], House]]:
    """Serve a copy of the city as it stood at a named moment."""
    opening = []

    def at(name: str) -> House:
        entering = opened(moments[name], tmp_path / name)
        opening.append(entering)
        return entering.__enter__()

    yield at
    for entered in opening:
        entered.__exit__(None, None, None)


@pytest.fixture
def desks(browser) -> Iterator[Desks]:
    """Seat people at browsers; afterwards nothing may have gone wrong in any of them."""
    seats = Desks(browser)
    yield seats
    seats.close()
    assert seats.wrong == []
