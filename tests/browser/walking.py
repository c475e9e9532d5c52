"""Which pages a person can reach by following links, found without a browser."""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

from tests.browser.house import House
from webapp.access import cookie_name

LINK = re.compile(r'<a\b[^>]*\shref="([^"]*)"')
MOST = 2


def reachable(house: House, handle: str = "", most: int = MOST) -> dict[str, str]:
    """Follow links from the start page and one's home; path -> endpoint.

    At most so many addresses an endpoint: the other rows of a list look the same.
    """
    client = house.app.test_client()
    if handle:
        client.set_cookie(cookie_name("account", secure=False), house.token(handle))
    queue, found, tally = ["/", "/home"] if handle else ["/"], {}, Counter()
    while queue:
        path = queue.pop(0)
        endpoint = endpoint_of(house, path)
        if path in found or tally[endpoint] >= most:
            continue
        found[path] = endpoint
        tally[endpoint] += 1
        queue.extend(links_of(client, path))
    return found


def links_of(client: FlaskClient, path: str) -> Iterator[str]:
    """Yield the addresses on this site a page links to; other files link nowhere."""
    response = client.get(path, follow_redirects=True)
    assert response.status_code == 200, f"{path} answers {response.status_code}"
    if response.mimetype != "text/html":
        return
    for link in LINK.findall(response.text):
        parts = urlsplit(unescape(link))
        if not parts.netloc and not parts.scheme and parts.path.startswith("/"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def endpoint_of(house: House, path: str) -> str:
    """Name the endpoint an address leads to; an address of none is a dead link."""
    try:
        return str(house.app.url_map.bind("").match(urlsplit(path).path)[0])
    except HTTPException as error:
        raise AssertionError(f"a link leads nowhere: {path}") from error


def is_public(house: House, endpoint: str) -> bool:
    """Tell whether anybody may call the endpoint."""
    return bool(house.app.view_functions[endpoint].access.public)
