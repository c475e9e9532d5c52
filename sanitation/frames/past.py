"""What a frame has to know of the draws before it.

Draws come after frames, so the parts are put together in `bootstrap`: a stage never asks
a later one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Earlier:
    """The draw that a frame follows: the last of an earlier quarter that was drawn."""

    quarter: str
    plan: bytes
    plan_sha256: str
    frame_sha256: str
    visited: frozenset[str]  # site ids drawn, or sent to in place of one
    substitutions: bytes  # its log as it stands
    secret_until: datetime | None  # its sample is sealed until then; None: it is open


# (session, quarter of the new frame, whether rehearsals count) -> the draw, if there is one
EarlierDraw = Callable[[Session, str, bool], Earlier | None]
# (session, quarter of the new frame) -> venue type -> spread in thousandths of a mark
PastSpreads = Callable[[Session, str], Mapping[str, int]]
