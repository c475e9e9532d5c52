"""Builds what appellants, the office and panellists see of a finding and its appeal."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from sanitation.accounts.rules import Place
from sanitation.appeals import queries
from sanitation.appeals.models import Appeal, Ruling
from sanitation.appeals.panel import appeal_of
from sanitation.appeals.rules import AppealState
from sanitation.appeals.values import AppealDetail, AppealRow, Finding, PanelView
from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.errors import Code, Problem
from sanitation.fieldwork.checklist import ChecklistItem, checklist
from sanitation.publication.models import Release
from sanitation.scores import queries as scores
from sanitation.scores.models import ScoreRun
from sanitation.sites.models import Site


def place_of(city: City, site: Site) -> Place:
    """Return where a site lies and who keeps it."""
    contractor = site.contractor.ref if site.contractor else ""
    return Place(city.district_of(site.street), site.street, contractor)


def finding(
    session: Session, city: City, blobs: Blobs, run: ScoreRun, row: queries.FindingRow
) -> Finding:
    """Build a finding as those responsible see it: photos, rule, arithmetic, no persons."""
    line = _line(city, blobs, run.rubric_sha256, row.venue, row.item)
    shown = queries.photos_of(session, row.submission_id, row.item)
    return Finding(
        submission=row.submission,
        item=row.item,
        name_zh=line.name_zh,
        name_en=line.name_en,
        rule_zh=line.finding_zh,
        rule_en=line.finding_en,
        deduct=line.deduct,
        cap=line.cap,
        findings=row.findings,
        lost=row.lost,
        site_id=row.site_id,
        site_name=row.site_name,
        venue=row.venue,
        street=row.street,
        photos=tuple(photo.ref for photo in shown),
        appeal=row.appeal,
    )


def row(appeal: Appeal) -> AppealRow:
    """Build an appeal's line."""
    site = appeal.submission.task.site
    return AppealRow(
        ref=appeal.ref,
        number=appeal.number,
        state=appeal.state,
        ground=appeal.ground,
        item=appeal.item,
        site_name=site.name,
        street=site.street,
        filed_at=appeal.filed_at,
        rule_by=appeal.rule_by,
        outcome=appeal.ruling.outcome if appeal.ruling else None,
    )


def detail(session: Session, city: City, blobs: Blobs, appeal: Appeal) -> AppealDetail:
    """Build an appeal's page, with both figures where a ruling changed one."""
    site = appeal.submission.task.site
    run = appeal.release.run
    mark = queries.scored(session, run.id, appeal.submission_id, appeal.item)
    found = queries.FindingRow(
        submission=appeal.submission.ref,
        submission_id=appeal.submission_id,
        item=appeal.item,
        findings=appeal.stood,
        lost=mark.lost if mark else 0,
        site_id=site.site_id,
        site_name=site.name,
        venue=site.venue,
        street=site.street,
        contractor=appeal.contractor,
        appeal=appeal.ref,
    )
    ruling = session.scalar(select(Ruling).where(Ruling.appeal_id == appeal.id))
    before, after = _both_figures(session, appeal, ruling)
    return AppealDetail(
        row=row(appeal),
        text=appeal.text,
        filed_by=appeal.filed_by.name,
        finding=finding(session, city, blobs, run, found),
        evidence=tuple(file.ref for file in appeal.evidence),
        stood=appeal.stood,
        stands=ruling.findings if ruling else None,
        reason=ruling.reason if ruling else "",
        ruled_at=ruling.ruled_at if ruling else None,
        before=before,
        after=after,
        panel_sealed=sum(seat.sealed_at is not None for seat in appeal.panel),
        panel_size=len(appeal.panel),
    )


def panel_view(
    session: Session, city: City, blobs: Blobs, account_id: int, handle: str
) -> PanelView:
    """Build a panellist's view; ground, text and old counts stay out until it is ready."""
    seat = queries.own_seat(session, handle, account_id)
    if seat is None:
        raise Problem(Code.NOT_FOUND)
    appeal = appeal_of(session, seat)
    ready = appeal.state in {AppealState.READY, AppealState.RULED}
    rubric = appeal.release.run.rubric_sha256
    line = _line(city, blobs, rubric, appeal.submission.task.site.venue, appeal.item)
    shown = queries.photos_of(session, appeal.submission_id, appeal.item)
    counts = [one.findings for one in appeal.panel if one.findings is not None]
    return PanelView(
        handle=handle,
        item=appeal.item,
        name_zh=line.name_zh,
        name_en=line.name_en,
        rule_zh=line.finding_zh,
        rule_en=line.finding_en,
        photos=tuple(range(1, len(shown) + 1)),
        own=seat.findings,
        ready=ready,
        ground=appeal.ground.value if ready else "",
        text=appeal.text if ready else "",
        evidence=tuple(file.ref for file in appeal.evidence) if ready else (),
        stood=appeal.stood if ready else None,
        judgements=tuple(sorted(counts)) if ready else (),
    )


def panel_photo(session: Session, account_id: int, handle: str, number: int) -> str:
    """Return the digest of a photo by its number under the panellist's own handle."""
    seat = queries.own_seat(session, handle, account_id)
    if seat is None:
        raise Problem(Code.NOT_FOUND)
    appeal = appeal_of(session, seat)
    shown = queries.photos_of(session, appeal.submission_id, appeal.item)
    if not 1 <= number <= len(shown):
        raise Problem(Code.NOT_FOUND)
    return shown[number - 1].sha256


def _line(city: City, blobs: Blobs, rubric: str, venue: str, item: str) -> ChecklistItem:
    lines = checklist(city, blobs, rubric, venue).items
    found = next((line for line in lines if line.code == item), None)
    return found or ChecklistItem(item, item, item, "", "", "", 0, 0)


def _both_figures(
    session: Session, appeal: Appeal, ruling: Ruling | None
) -> tuple[str | None, str | None]:
    if ruling is None or ruling.release_id is None:
        return None, None
    after = session.get_one(Release, ruling.release_id)
    street = appeal.submission.task.site.street
    before = session.get(Release, after.supersedes_id) if after.supersedes_id else None
    shown = []
    for release in (before, after):
        figures = (
            scores.figures_of(session, release.run_id, "street", street) if release else {}
        )
        shown.append(figures["index"].shown if "index" in figures else None)
    return shown[0], shown[1]
