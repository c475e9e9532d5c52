"""Finds the reference data kept beside the project: published tables and vectors."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[1] / ".." / "shared" / "data"


def reference_folder() -> Path:
    """Return SANITATION_REFERENCE_DATA, else shared/data beside the checkout."""
    return Path(os.environ.get("SANITATION_REFERENCE_DATA", BESIDE))


def reference_file(name: str) -> Path:
    """Return one file of it; without it the test is skipped, or fails if all must run."""
    path = reference_folder() / name
    if path.is_file():
        return path
    told = f"no reference data {name}: set SANITATION_REFERENCE_DATA to their folder"
    if os.environ.get("SANITATION_REQUIRE_ALL") == "1":
        pytest.fail(told)
    pytest.skip(told)
