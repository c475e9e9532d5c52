"""`python -m webapp`: serves the pages with waitress, the embedded server."""

import logging
import sys

from waitress.server import create_server

from sanitation.bootstrap import build, settings_here
from sanitation.db import schema
from sanitation.errors import Problem
from webapp.app import create_app


def main() -> None:
    """Serve until interrupted; prints the address and, on first run, the one-time link."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("waitress").setLevel(logging.WARNING)
    settings = settings_here()
    services = build(settings)
    schema.upgrade(services.sessions.engine)
    address = f"http://{settings.host}:{settings.port}"
    link = services.accounts.first_administrator_link()
    if link is not None:
        print(f"First administrator (works once): {address}/welcome/{link}")  # noqa: T201
    server = create_server(
        create_app(services),
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
    )
    # Said once the port is taken: whoever reads it may come in.
    print(f"Serving on {address} - stop with Ctrl+C", flush=True)  # noqa: T201
    server.run()


if __name__ == "__main__":
    try:
        main()
    except Problem as problem:
        sys.exit(str(problem))
