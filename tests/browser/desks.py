"""People at their browsers, and everything a browser complains about while they work."""

import io
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

import webapp
from tests.browser.house import House
from webapp.access import cookie_name

AXE = Path(webapp.__file__).parent / "frontend/node_modules/axe-core/axe.min.js"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 40_000  # a busy machine is no defect
LOCALES = {"zh": "zh-CN", "en": "en-US"}
_shots = itertools.count(1)


@dataclass(slots=True)
class Desks:
    """Opens a browser for each person and keeps what went wrong in any of them."""

    browser: Browser
    wrong: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def sit(
        self,
        house: House,
        handle: str = "",
        *,
        phone: bool = False,
        language: str = "zh",
        dark: bool = False,
    ) -> Page:
        """Open a browser whose clock is the city's; signed in if a name is given."""
        context = self.browser.new_context(
            viewport=PHONE if phone else WIDE,
            has_touch=phone,
            is_mobile=phone,
            device_scale_factor=2 if phone else 1,
            locale=LOCALES[language],
            color_scheme="dark" if dark else "light",
            timezone_id="Asia/Shanghai",
            base_url=house.address,
        )
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.clock.set_system_time(house.clock.now())
        if handle:
            name = cookie_name("account", secure=False)
            cookie = {"name": name, "value": house.token(handle), "url": house.address}
            context.add_cookies([cookie])
        self._listen(context, house.address)
        return context.new_page()

    def _listen(self, context: BrowserContext, home: str) -> None:
        def outside(request) -> None:
            parts = urlsplit(request.url)
            if parts.scheme in {"http", "https"} and not request.url.startswith(home):
                self.wrong.append(f"asked {request.url}")

        context.on("console", lambda line: self.wrong.append(f"said {line.text}"))
        context.on("weberror", lambda error: self.wrong.append(f"broke: {error.error}"))
        context.on("request", outside)

    def expected(self, status: int) -> None:
        """Strike out the one line a browser writes for an answer of this status."""
        lines = [line for line in self.wrong if f"status of {status} " in line]
        assert lines, f"no answer {status} was seen"
        self.wrong.remove(lines[0])

    def close(self) -> None:
        """Close every browser window."""
        for context in self.contexts:
            context.close()


def violations(page: Page) -> list[str]:
    """Return what axe-core finds on the page, a line each.

    Injected through the debug port: the content policy rightly refuses a script of ours.
    """
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text("utf-8")})
    session.detach()
    return page.evaluate(
        "async () => (await axe.run()).violations.flatMap("
        "(v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 120)}`))"
    )


def shot(width: int = 320, height: int = 240) -> dict[str, object]:
    """Take a photo nobody else has, as a file chooser hands it over."""
    number = next(_shots)
    tone = (number * 37 % 256, number * 91 % 256, number * 53 % 256)
    buffer = io.BytesIO()
    image = Image.new("RGB", (width, height), tone)
    image.save(buffer, "JPEG", comment=f"shot {number}".encode())
    name = f"shot{number}.jpg"
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}
