"""Where the built front-end files are: `asset('app.css')` gives the hashed address."""

import json
from functools import cache
from pathlib import Path

from flask import url_for

MANIFEST = Path(__file__).parent / "static" / "dist" / "manifest.json"


class AssetsNotBuilt(RuntimeError):
    """The bundles are made by `make setup` and are not in the repository."""

    def __init__(self, manifest: Path) -> None:
        super().__init__(f"no {manifest.name} in {manifest.parent.name}/: run `make setup`")


@cache
def built_files(manifest: Path) -> dict[str, str]:
    """Source name -> hashed file name, read once per process."""
    if not manifest.exists():
        raise AssetsNotBuilt(manifest)
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    return names


def asset(name: str) -> str:
    """The address of a built file; its name carries a digest, so it may be cached for ever.

    KeyError if the front end has no entry of that name: a defect in a template.
    """
    return url_for("static", filename=f"dist/{built_files(MANIFEST)[name]}")
