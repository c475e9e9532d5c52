"""Use cases of the frame: freeze, list, show, prove one row."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from sampling import canonical, merkle
from sampling.types import FrameRow
from sanitation.accounts.rules import Action, Actor, Due, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_bytes
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.frames import queries, rules
from sanitation.frames.models import Frame
from sanitation.frames.values import FramePage, FrameRowShown, RowProof
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.sites import queries as register
from scoring import rubric

PAGE = 50  # changes


@dataclass(frozen=True, slots=True)
class Frames:
    """Use cases of the frame."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def freeze(self, actor: Actor, quarter: str, per_street: int | None = None) -> str:
        """Freeze the active register for a quarter; returns the frame's ref.

        per_street: sites to draw in each street, the city's default unless given. The
        same register gives the same bytes: freezing twice gives the frame there is.
        """
        authorise(actor, Action.RUN_QUARTER)
        label = str(Quarter.parse(quarter))
        if per_street is not None and per_street < 1:
            raise Problem(Code.INVALID_INPUT, field="per_street", wanted="at least 1")
        with self.sessions.begin() as session:
            rows = self._rows(session)
            if not rows:
                raise Problem(Code.FRAME_EMPTY)
            total = per_street or self.city.default_int("sample.per_street")
            data = rules.freeze(rows, self._weights(), total, self._max_share())
            digest = self.blobs.put(data)
            there = queries.same(session, label, digest)
            if there is not None:
                return there.ref
            made = self._keep(session, actor, label, data, digest)
            event = Event(
                kind="FrameFrozen",
                object=made.ref,
                facts=facts(made),
                actor=actor.ref,
                role=actor.role,
            )
            append(session, event, made.frozen_at)
            return made.ref

    def listing(self, actor: Actor) -> tuple[FrameRowShown, ...]:
        """List every frame, the latest first."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return tuple(_shown(frame) for frame in queries.frames(session))

    def page(self, actor: Actor, ref: str, number: int = 1) -> FramePage:
        """Show a frame: counts by area and venue type, and one page of what changed."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            frame = self._found(session, ref)
        rows = canonical.parse_frame(self.blobs.get(frame.sha256))
        lines = self.blobs.get(frame.diff_sha256).decode().splitlines()[1:]
        changes = tuple((line.split(",")[0], line.split(",")[1]) for line in lines)
        return FramePage(
            frame=_shown(frame),
            districts=_counts((self.city.district_of(r.street), r.venue) for r in rows),
            counts=_counts((row.street, row.venue) for row in rows),
            changes=changes[(number - 1) * PAGE : number * PAGE],
            change_total=len(changes),
        )

    def file(self, actor: Actor, ref: str) -> bytes:
        """Return frame.csv."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return self.blobs.get(self._found(session, ref).sha256)

    def proof(self, actor: Actor, ref: str, site_id: str) -> RowProof:
        """Return one row with its path to the root, for the owner of that site."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            frame = self._found(session, ref)
        data = self.blobs.get(frame.sha256)
        leaves = canonical.frame_leaves(data)
        prefix = f"{site_id},".encode()
        index = next((n for n, leaf in enumerate(leaves) if leaf.startswith(prefix)), None)
        if index is None:
            raise Problem(Code.NOT_FOUND)
        path = merkle.proof(leaves, index).path
        return RowProof(leaves[index].decode(), index, path, frame.merkle_root)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Nothing waits here by itself: the control room tells when to freeze."""
        return ()

    def _rows(self, session: Session) -> list[FrameRow]:
        rows = []
        for site in register.active(session):
            x, y = self.city.to_metres(site.lon_e7, site.lat_e7)
            rows.append(
                FrameRow(site.site_id, site.street, site.venue, "", site.size, x, y)
            )
        return rows

    def _weights(self) -> dict[str, int]:
        table = rubric.parse(rubric_bytes(self.city)).tables["venues"]
        return {venue: int(weight) for venue, weight in table.entries[-1].numbers.items()}

    def _max_share(self) -> Fraction:
        return Fraction(1, self.city.default_int("sample.max_share"))

    def _keep(
        self, session: Session, actor: Actor, label: str, data: bytes, digest: str
    ) -> Frame:
        rows = canonical.parse_frame(data)
        before = queries.before(session, label)
        old = canonical.parse_frame(self.blobs.get(before.sha256)) if before else ()
        made = Frame(
            quarter=label,
            sha256=digest,
            merkle_root=canonical.merkle_root(data),
            diff_sha256=self.blobs.put(rules.difference(old, rows)),
            sites=len(rows),
            eligible=sum(row.eligible for row in rows),
            frozen_at=self.clock.now(),
            frozen_by=actor.ref,
        )
        session.add(made)
        session.flush()
        return made

    def _found(self, session: Session, ref: str) -> Frame:
        frame = queries.frame_by_ref(session, ref)
        if frame is None:
            raise Problem(Code.NOT_FOUND)
        return frame


def _counts(places: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for (area, venue), number in sorted(Counter(places).items()):
        counts.setdefault(area, {})[venue] = number
    return counts


def facts(row: Frame) -> dict[str, object]:
    """Give what the ledger's entry says of a frame, from its row alone."""
    return {
        "quarter": row.quarter,
        "sha256": row.sha256,
        "merkle_root": row.merkle_root,
        "diff": row.diff_sha256,
        "sites": row.sites,
        "eligible": row.eligible,
    }


def _shown(frame: Frame) -> FrameRowShown:
    return FrameRowShown(
        frame.ref,
        frame.quarter,
        frame.sha256,
        frame.merkle_root,
        frame.sites,
        frame.eligible,
        frame.frozen_at,
    )
