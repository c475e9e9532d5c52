"""From one frame to the next: who stays, who is new, who is gone, and the public list. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sampling.canonical import GONE
from sampling.types import FrameRow, Reason


def carried(
    register: Iterable[FrameRow],
    before: Iterable[FrameRow],
    gone: Mapping[str, FrameRow],
    quarter: str,
    visited: frozenset[str],
    drawn_in: str,
) -> list[FrameRow]:
    """Lay the register over the frame before: births, last draws, and rows of the gone.

    register: active sites. gone: rows of the sites that are in the register and not
    active, by id, with their reason. A site of the frame before never loses its row; with
    no frame before nobody's birth is known, and it stays empty. drawn_in: the quarter in
    which `visited` were drawn. Cells are those of the frame before.
    """
    old = {row.site_id: row for row in before}
    rows = []
    for row in register:
        was = old.get(row.site_id)
        birth = was.birth if was else quarter if old else ""
        rows.append(replace(row, birth=birth, cell=was.cell if was else ""))
    active = {row.site_id for row in rows}
    for site_id, was in old.items():
        if site_id not in active:
            now = gone.get(site_id, replace(was, reason=was.reason or Reason.CLOSED))
            reason = was.reason if was.reason in GONE else now.reason
            rows.append(replace(now, birth=was.birth, cell="", reason=reason))
    return [_last_drawn(row, old.get(row.site_id), visited, drawn_in) for row in rows]


def _last_drawn(
    row: FrameRow, was: FrameRow | None, visited: frozenset[str], drawn_in: str
) -> FrameRow:
    last = drawn_in if row.site_id in visited else was.last_drawn if was else ""
    return row if row.last_drawn == last else replace(row, last_drawn=last)


def difference(before: Iterable[FrameRow], now: Iterable[FrameRow]) -> bytes:
    """Return frame_diff.csv: what changed since the frame before, one word a site.

    added; closed, moved_away, duplicate or private for who is gone; reopened; moved for
    other coordinates; resized; renamed for another street or venue type.
    """
    old = {row.site_id: row for row in before}
    lines = ["site_id,change"]
    for row in sorted(now, key=lambda row: row.site_id):
        was = old.get(row.site_id)
        word = "added" if was is None else _change(was, row)
        if word:
            lines.append(f"{row.site_id},{word}")
    return ("\n".join(lines) + "\n").encode("ascii")


def _change(was: FrameRow, now: FrameRow) -> str:
    left, there = was.reason in GONE, now.reason in GONE
    if there and (not left or was.reason != now.reason):
        return "moved_away" if now.reason == Reason.MOVED else now.reason
    if left and not there:
        return "reopened"
    if (was.street, was.venue) != (now.street, now.venue):
        return "renamed"
    if (was.x, was.y) != (now.x, now.y):
        return "moved"
    return "resized" if was.size != now.size else ""
