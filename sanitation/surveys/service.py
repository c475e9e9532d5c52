"""Use cases of the survey: import whole or not at all, list, template."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from sanitation.accounts.rules import Action, Actor, Due, authorise
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.quarter import Quarter
from sanitation.clock import Clock
from sanitation.db.sessions import Sessions
from sanitation.exchange.reading import refuse_faults, scan_sheet
from sanitation.exchange.spec import Limits
from sanitation.exchange.template import template
from sanitation.ledger.leaf import Event
from sanitation.ledger.service import append
from sanitation.surveys import queries, rules, sheet
from sanitation.surveys.models import Survey, SurveyResponse
from sanitation.surveys.sheet import Response
from sanitation.surveys.values import SurveyReport, SurveyRow

LIMITS = Limits(rows=200_000)


@dataclass(frozen=True, slots=True)
class Surveys:
    """Use cases of the survey."""

    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs

    def import_responses(
        self,
        actor: Actor,
        quarter: str,
        data: bytes,
        filename: str,
        encoding: str,
        *,
        dry_run: bool,
        language: str = "zh",
    ) -> SurveyReport:
        """Import a quarter's responses; IMPORT_REFUSED lists every fault, nothing stored.

        The latest import of a quarter counts; earlier ones stay.
        """
        authorise(actor, Action.IMPORT_SURVEY)
        label = str(Quarter.parse(quarter))
        spec = sheet.spec(self.city)
        scan = scan_sheet(data, filename, encoding, spec, LIMITS, language)
        refuse_faults(scan.faults)
        rows, faults = sheet.responses(self.city, scan.rows)
        refuse_faults(tuple(faults))
        report = self._report(data, rows)
        if not dry_run:
            self._keep(actor, label, data, rows, report)
        return report

    def listing(self, actor: Actor) -> tuple[SurveyRow, ...]:
        """List every import, the latest first."""
        authorise(actor, Action.VIEW_QUARTER)
        with self.sessions.read() as session:
            return tuple(
                SurveyRow(
                    one.ref,
                    one.quarter,
                    one.file_sha256,
                    one.imported_at,
                    one.responses,
                    one.valid_responses,
                )
                for one in queries.surveys(session)
            )

    def template(self, language: str) -> bytes:
        """Return the empty workbook of the import."""
        return template(sheet.spec(self.city), language)

    def due(self, actor: Actor) -> tuple[Due, ...]:
        """Nothing waits here by itself."""
        return ()

    def _report(self, data: bytes, rows: Sequence[Response]) -> SurveyReport:
        counts = Counter(row.street for row in rows)
        quota = self.city.default_int("survey.per_street")
        return SurveyReport(
            digest=hashlib.sha256(data).hexdigest(),
            responses=len(rows),
            valid=sum(self._valid(row) for row in rows),
            straight_lined=sum(row.straight_lined for row in rows),
            short=tuple(s.code for s in self.city.streets if counts[s.code] < quota),
        )

    def _valid(self, row: Response) -> bool:
        levels = {level.code: level.points for level in self.city.levels}
        least = self.city.default_int("survey.answers")
        return rules.response_index(row.codes, levels, least) is not None

    def _keep(
        self,
        actor: Actor,
        label: str,
        data: bytes,
        rows: Sequence[Response],
        report: SurveyReport,
    ) -> None:
        self.blobs.put(data)
        with self.sessions.begin() as session:
            made = Survey(
                quarter=label,
                file_sha256=report.digest,
                imported_at=self.clock.now(),
                imported_by=actor.ref,
                responses=report.responses,
                valid_responses=report.valid,
            )
            session.add(made)
            session.flush()
            session.execute(
                insert(SurveyResponse),
                [
                    {
                        "survey_id": made.id,
                        "number": row.number,
                        "street": row.street,
                        "mode": row.mode,
                        "answers": ",".join(row.codes),
                        "valid": self._valid(row),
                    }
                    for row in rows
                ],
            )
            event = Event(
                kind="SurveyImported",
                object=made.ref,
                facts=facts(made),
                actor=actor.ref,
                role=actor.role,
            )
            append(session, event, made.imported_at)


def facts(row: Survey) -> dict[str, object]:
    """Give what the ledger's entry says of an import, from its row alone."""
    return {
        "quarter": row.quarter,
        "file": row.file_sha256,
        "responses": row.responses,
        "valid": row.valid_responses,
    }
