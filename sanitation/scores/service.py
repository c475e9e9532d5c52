"""Use cases of scoring: run, import a published table, explain a number."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from sanitation.accounts.rules import PERMITTED, Action, Actor, Due, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.catalog.rubrics import rubric_bytes, rubric_texts
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.errors import Code, Problem
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.scores import (
    drafts,
    explaining,
    importing,
    queries,
    running,
)
from sanitation.scores.collecting import Rulings
from sanitation.scores.drafts import Draft
from sanitation.scores.explaining import Part
from sanitation.scores.kept import figures_digest
from sanitation.scores.models import ScoreRun
from sanitation.scores.replays import Replays
from sanitation.scores.standings import Standings, standings
from sanitation.scores.values import RunRow, run_row
from scoring import rubric
from scoring.vocabulary import ScoringError

IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Scores:
    """Use cases of scoring."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    # Appeals come after scores, so what a quarter's rulings changed is handed in.
    rulings: Callable[[Session, str], Rulings]
    replays: Replays = field(default_factory=Replays)

    def run(self, actor: Actor, quarter: str) -> str:
        """Score a quarter's settled records; returns the run's ref.

        Rulings on appeals are laid over the records, as they are wherever a quarter is
        scored. RECORDS_NOT_SETTLED while a record waits for a review or an adjudication.
        """
        authorise(actor, Action.RUN_QUARTER)
        with self.sessions.begin() as session:
            made = running.run(
                session,
                self.city,
                self.blobs,
                actor,
                quarter,
                self.rulings(session, quarter),
                "",
                self.clock.now(),
            )
            return made.ref

    def import_table(
        self, actor: Actor, quarter: str, data: bytes, reason: str, method: str = ""
    ) -> str:
        """Keep a published table of an earlier quarter as a run; returns its ref.

        method: the method version the table states; progress is computed only between
        quarters of one method, so an unknown one gives "not comparable". A figure that
        contradicts its parts or its rank is kept as printed and marked (`marked`).
        """
        authorise(actor, Action.RUN_QUARTER)
        figures = importing.figures(self.city, data)
        day = Quarter.parse(quarter).first_day
        importing.mark(figures, rubric.parse(rubric_bytes(self.city)), day)
        digest = self.blobs.put(data)
        with self.sessions.begin() as session:
            made = ScoreRun(
                quarter=str(Quarter.parse(quarter)),
                source=IMPORTED,
                reason=reason,
                made_at=self.clock.now(),
                made_by=actor.ref,
                rubric_id="",
                rubric_sha256="",
                method=method,
                algorithm=IMPORTED,
                inputs_sha256=digest,
                result_sha256=digest,
                ledger_size=0,
                records=0,
            )
            session.add(made)
            session.flush()
            for figure in figures:
                figure.run_id = made.id
            session.add_all(figures)
            event = Event(
                kind="ScoresImported",
                object=made.ref,
                facts={
                    **running.facts(made),
                    "figures": figures_digest(session, made.id),
                },
                actor=actor.ref,
                role=actor.role,
                reason=reason,
            )
            append(session, event, made.made_at)
            return made.ref

    def marked(self, actor: Actor, ref: str) -> tuple[tuple[str, str, str, str], ...]:
        """List the figures of an imported table that contradict themselves.

        Each: level, area, the figure as printed, and what contradicts it.
        """
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            found = queries.run_by_ref(session, ref)
            if found is None or found.source != IMPORTED:
                raise Problem(Code.NOT_FOUND)
            return queries.flagged(session, found.id)

    def listing(self, actor: Actor) -> tuple[RunRow, ...]:
        """List every run, the latest first."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return tuple(run_row(one) for one in queries.runs(session))

    def latest(self, actor: Actor, quarter: str) -> RunRow:
        """Return the last run of a quarter; NOT_FOUND if there is none."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            found = queries.latest_run(session, quarter)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            return run_row(found)

    def found(self, actor: Actor, ref: str) -> RunRow:
        """Return one run; NOT_FOUND if there is none."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            found = queries.run_by_ref(session, ref)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            return run_row(found)

    def explain(
        self,
        run_ref: str,
        level: str,
        area: str,
        measure: str,
        *,
        reader: Actor | None = None,
        most: int = explaining.SITES_SHOWN,
    ) -> Part:
        """Take a figure of a run apart, down to the records and their indicators.

        The run is computed again from the file it kept, so that what is explained is what
        was published. The caller has read the release this run belongs to, so it may be
        read; only who may view the quarter learns which record a line is of.
        """
        named = bool(reader and reader.roles & PERMITTED[Action.VIEW_QUARTER])
        with self.sessions.read() as session:
            found = queries.run_by_ref(session, run_ref)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            if found.source == IMPORTED:
                figures = queries.figures_of(session, found.id, level, area)
                return explaining.printed(area, measure, figures)
            result, read = self.replays.of(session, self.blobs, found)
            texts = rubric_texts(self.city, found.rubric_id)
        book = explaining.book_of(result, read, texts, named=named, most=most)
        return explaining.explain(book, level, area, measure)

    def standings(self, run_ref: str, level: str, measure: str = "index") -> Standings:
        """Say how sure the ranks of a level are. The caller has read the run's release."""
        with self.sessions.read() as session:
            found = queries.run_by_ref(session, run_ref)
            if found is None:
                raise Problem(Code.NOT_FOUND)
            return standings(queries.table(session, found.id, level, (measure,)), measure)

    def try_rubric(self, actor: Actor, quarter: str, data: bytes) -> Draft:
        """Say what a draft would have made of a quarter's last computed run; keeps nothing.

        RUBRIC_INVALID names the line and the remedy; NOT_FOUND if nothing was computed.
        """
        authorise(actor, Action.VIEW_QUARTER)
        try:
            draft = rubric.parse(data)
            with self.sessions.read() as session:
                runs = queries.runs(session, quarter)
                held = next((one for one in runs if one.source != IMPORTED), None)
                if held is None:
                    raise Problem(Code.NOT_FOUND)
                result, read = self.replays.of(session, self.blobs, held)
            return drafts.tried(draft, result, read)
        except ScoringError as error:
            raise Problem(Code.RUBRIC_INVALID, detail=str(error)) from error

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Nothing waits here by itself: the control room tells when to score."""
        return ()
