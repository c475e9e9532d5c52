"""A page as one file that works from a disk: its script and style lie inside it.

Pages of the site may hold neither (the content policy). A file that a reader keeps has no
server to load from, so it carries its own policy: only these very texts run, and nothing
may be sent or loaded anywhere.
"""

import base64
import hashlib
from dataclasses import dataclass

from markupsafe import Markup

from webapp.assets import MANIFEST, built_files


@dataclass(frozen=True, slots=True)
class Parts:
    """What the file's template puts into place."""

    policy: str
    style: Markup
    script: Markup
    worker: Markup  # text of a script that the page starts by itself, never run as it lies


def parts(style: str, script: str, worker: str) -> Parts:
    """Read built files by their source names; the policy names them by their digests."""
    style_text, script_text, worker_text = (_built(one) for one in (style, script, worker))
    policy = (
        f"default-src 'none'; script-src {_digest(script_text)} blob:; worker-src blob:; "
        f"style-src {_digest(style_text)}; base-uri 'none'; form-action 'none'"
    )
    return Parts(
        policy,
        Markup(f"<style>{style_text}</style>"),  # noqa: S704 - our own built file
        Markup(f"<script>{script_text}</script>"),  # noqa: S704 - likewise
        Markup(  # noqa: S704 - likewise
            f'<script type="text/plain" id="verify-worker">{worker_text}</script>'
        ),
    )


def _built(name: str) -> str:
    return (MANIFEST.parent / built_files(MANIFEST)[name]).read_text("utf-8").strip()


def _digest(text: str) -> str:
    found = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{found}'"
