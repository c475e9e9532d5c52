"""One Node a worker for every bundle that the page's verifier is asked about."""

from collections.abc import Iterator

import pytest

from tests.verifier.page import Page, opened


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    with opened() as started:
        yield started
