"""The verifier of the browser's page, run in Node: a bundle goes in, a verdict comes out."""

import base64
import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sampling.types import Verdict
from sampling.verify import OUT_OF_REACH, REHEARSAL
from webapp.frontend.build import MODULES, node

HERE = Path(__file__).parent
OUT = dict(zip(("stamp", "signature", "second_draw", "records"), OUT_OF_REACH, strict=True))
# Which words a reader of JSON or of times chooses for what it cannot read is its own.
OWN_WORDS = re.compile(r"(not JSON|\w+_at): (?!wanted a time zone).*", re.DOTALL)


class Page:
    """One Node for many bundles: it starts slower than it verifies."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def verdict(self, files: Mapping[str, bytes]) -> dict[str, object]:
        """Return what the page says of a bundle, in the words of the Python verifier."""
        found = self._ask("verdict", files)
        return {
            "outcome": found["outcome"],
            "ok": found["ok"],
            "checks": [
                (one["rule"], one["ok"], one["where"], plain(one["detail"]))
                for one in found["checks"]
            ],
            "not checked": [words(one) for one in found["notChecked"]],
        }

    def beacons(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Return what the page says of each beacon file: whether the network signed it."""
        return {one["name"]: one["state"] for one in self._ask("beacons", files)}

    def _ask(self, what: str, files: Mapping[str, bytes]) -> Any:
        sent = {name: base64.b64encode(data).decode() for name, data in files.items()}
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(json.dumps({"ask": what, "bundle": sent}) + "\n")
        asked.flush()
        found = json.loads(answered.readline())
        assert "crashed" not in found, found["crashed"]
        return found


def said(verdict: Verdict) -> dict[str, object]:
    """Return the Python verifier's verdict in the same form."""
    return {
        "outcome": verdict.outcome.value,
        "ok": verdict.ok,
        "checks": [
            (one.rule, one.ok, one.where, plain(one.detail)) for one in verdict.checks
        ],
        "not checked": list(verdict.not_checked),
    }


def plain(detail: str) -> str:
    """Leave out of a detail what only the library underneath has words for."""
    return OWN_WORDS.sub(r"\1", detail)


def words(one: Mapping[str, object]) -> str:
    """Put what was not checked into the Python verifier's words."""
    names = ", ".join(str(name) for name in one["names"])
    return {
        "absent": f"{one['rule']}: no {names}",
        "rests": f"{one['rule']}: rests on {names}",
        "content": f"{names}: content",
        "ahead": f"{names}: no seed, so their units are not drawn",
        "rehearsal": REHEARSAL,
        "out": OUT.get(str(one["rule"]), ""),
    }[str(one["kind"])]


@contextmanager
def opened() -> Iterator[Page]:
    """Start Node on the page's modules as they are; their packages come with the assets."""
    assert MODULES.is_dir(), "no packages: run `make setup`"
    with subprocess.Popen(
        [str(node()), str(HERE / "replaying.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Page(process)
        process.stdin.close()
