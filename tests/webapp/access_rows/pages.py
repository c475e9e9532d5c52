"""Rows of the stages: register, quarter, fieldwork, review, release, appeal, case."""

from sanitation.accounts.rules import Role
from sanitation.supervision.rules import Command
from sanitation.supervision.values import Act
from tests.factories import accounts, supervision
from tests.webapp.access_rows import Arguments, Person, Relation, Row, World

OFFICE = {Role.OFFICE}
READS = {Role.OFFICE, Role.AUDITOR}
RESPONSIBLE = {Role.DISTRICT_VIEWER, Role.STREET_VIEWER, Role.CONTRACTOR_VIEWER}
REGISTER = READS | RESPONSIBLE | {Role.INSPECTOR}
EDITS = {Role.OFFICE, Role.DISTRICT_VIEWER}
NOWHERE = {"ref": "0" * 32}
NO_HANDLE = {"handle": "0" * 32}
EDIT = {"name": "x", "lon": "0", "lat": "0", "size": "1", "version": "1", "reason": "x"}


def build(world: World) -> None:
    """Keep a toilet and an issued case at each of the three places."""
    services = world.services
    inspector = accounts.account(services, Role.INSPECTOR)
    for place in world.places():
        ref = supervision.draft(services, place, inspector)
        services.supervision.act(inspector, Act(ref, Command.ISSUE))
        page = services.supervision.case(inspector, ref)
        world.keep["case", place] = {"ref": ref}
        world.keep["site", place] = {"site_id": page.row.site_id}
        world.keep["case photo", place] = {"ref": ref, "photo": page.photos[0].ref}


def lying(kind: str):
    """Make arguments of the kept object that stands in the relation."""

    def arguments(world: World, person: Person, relation: Relation) -> Arguments | None:
        place = world.place(person, relation)
        return world.keep[kind, place] if place else None

    return arguments


def none_here(world: World, person: Person, relation: Relation) -> Arguments | None:
    """No object of this kind is kept: only one that does not exist is asked for."""
    return None


def missing(roles, what, **more):
    """Make a row whose objects belong to one person: a foreign one is as if missing."""
    return Row(roles, args=none_here, missing=what, **more)


def public_object(what):
    """Make a row of a public object that does not exist here: nobody finds it."""
    return Row(public=True, args=none_here, missing=what, answer=404)


ROWS = {
    # public
    "public.ranking": Row(public=True),
    "public.export": public_object({"ending": "csv"}),
    "public.area": Row(public=True, args=lambda w, p, r: {"kind": "streets", "code": w.here.street}
                       if r == "own" else None),
    "public.why": public_object({"kind": "streets", "code": "x"}),
    "results.table": Row(public=True),
    "results.export": public_object({"ending": "csv"}),
    "results.special": Row(public=True),
    "comparing.page": Row(public=True),
    "yearly.page": Row(public=True),
    "certainty.page": Row(public=True),
    "public.photo": public_object(NOWHERE),
    "public.draws": Row(public=True),
    "verifying.page": Row(public=True),
    "verifying.alone": Row(public=True),
    "public.draw": public_object(NOWHERE),
    "frames.open_listing": Row(public=True),
    "frames.open_page": public_object(NOWHERE),
    "frames.open_file": public_object({"ref": "nothing", "name": "frame.csv"}),
    "public.bundle": public_object(NOWHERE),
    "public.method": Row(public=True),
    "public.problems": Row(public=True),
    "public.icon": Row(public=True),
    "ledger.status": Row(public=True),
    "ledger.checkpoint": Row(public=True),
    "ledger.record": public_object({"seq": 10**6}),
    "ledger.recompute": Row({Role.AUDITOR}, answer=200),
    # register and frame
    "sites.listing": Row(REGISTER),
    "sites.export": Row(REGISTER),
    "sites.template": Row(EDITS),
    "sites.importing": Row(EDITS),
    "sites.run_import": Row(EDITS, form={"reason": "x"}, answer=422),
    "sites.page": Row(REGISTER, args=lying("site"), missing={"site_id": "NOWHERE-1"}),
    "sites.edit": Row(EDITS, args=lying("site"), missing={"site_id": "NOWHERE-1"}, form=EDIT,
                      answer=422),
    "sites.close": Row(EDITS, args=lying("site"), missing={"site_id": "NOWHERE-1"},
                       form={"version": "1", "reason": "x"}),
    "sites.reopen": Row(EDITS, args=lying("site"), missing={"site_id": "NOWHERE-1"},
                        form={"version": "1", "reason": "x"}, answer=409),
    "frames.listing": Row(READS),
    "frames.freeze": Row(OFFICE, form={"quarter": "2026Q3", "per_street": "16"}),
    "frames.page": missing(READS, NOWHERE),
    "frames.file": missing(READS, NOWHERE),
    "frames.challenge": missing(OFFICE, NOWHERE, form={"raised_by": "x", "text": "x"}),
    "frames.answer": missing(OFFICE, {"objection": "nothing"}, form={"answer": "x"}),
    # quarter
    "quarters.control": Row(READS),
    "draws.listing": Row(READS),
    "draws.planning": Row(OFFICE),
    "draws.commit": Row(OFFICE, answer=422),
    "draws.page": missing(READS, NOWHERE),
    "draws.draw": missing(OFFICE, NOWHERE),
    "draws.assign": missing(OFFICE, NOWHERE),
    "draws.cancel": missing(OFFICE, NOWHERE, form={"reason": "x"}),
    "draws.substitute": missing({Role.OFFICE, Role.ASSESSOR}, NO_HANDLE,
                                form={"reason": "unsafe"}),
    # fieldwork
    "tasks.today": Row({Role.ASSESSOR}),
    "tasks.capture": missing({Role.ASSESSOR}, NO_HANDLE),
    "uploads.record": Row({Role.ASSESSOR}, args=lambda w, p, r: {"record": "x"} if r == "own"
                          else None, answer=422),
    "uploads.file": Row({Role.ASSESSOR}, args=lambda w, p, r: {"record": "x", "digest": "0" * 64}
                        if r == "own" else None, answer=422),
    "fieldwork.records": Row(READS),
    "fieldwork.template": Row(OFFICE),
    "fieldwork.importing": Row(OFFICE),
    "fieldwork.run_import": Row(OFFICE, form={"quarter": "2026Q3"}, answer=422),
    "fieldwork.page": missing(READS, NOWHERE),
    "fieldwork.photo": missing(READS, NOWHERE | {"number": 1}),
    # review
    "reviews.queue": Row({Role.REVIEWER}),
    "reviews.bench": missing({Role.REVIEWER}, NO_HANDLE),
    "reviews.seal": missing({Role.REVIEWER}, NO_HANDLE),
    "reviews.recognise": missing({Role.REVIEWER}, NO_HANDLE),
    "reviews.photo": missing({Role.REVIEWER}, NO_HANDLE | {"number": 1}),
    "reviews.progress": Row(READS),
    "reviews.assign": Row(OFFICE, form={"quarter": "2026Q3"}, answer=409),
    "adjudications.queue": Row({Role.ADJUDICATOR}),
    "adjudications.bench": missing({Role.ADJUDICATOR}, NO_HANDLE),
    "adjudications.blind": missing({Role.ADJUDICATOR}, NO_HANDLE),
    "adjudications.decide": missing({Role.ADJUDICATOR}, NO_HANDLE),
    "adjudications.photo": missing({Role.ADJUDICATOR}, NO_HANDLE | {"number": 1}),
    # survey, scores, release
    "surveys.listing": Row(READS),
    "surveys.template": Row(OFFICE),
    "surveys.run_import": Row(OFFICE, form={"quarter": "2026Q3"}, answer=422),
    "scores.listing": Row(READS),
    "scores.run": Row(OFFICE, form={"quarter": "2026Q3"}, answer=409),
    "scores.import_table": Row(OFFICE, form={"quarter": "2026Q2", "reason": "x"}, answer=422),
    "publication.listing": Row(READS),
    "publication.page": missing(READS, NOWHERE),
    "publication.propose": Row(OFFICE, form={"run": "0" * 32, "stage": "final"}, answer=404),
    "publication.sign": missing(OFFICE, NOWHERE),
    # findings and appeals
    "findings.listing": Row(READS | RESPONSIBLE),
    "findings.form": missing(RESPONSIBLE, {"submission": "0" * 32, "item": "x"}),
    "findings.file": missing(RESPONSIBLE, {"submission": "0" * 32, "item": "x"},
                             form={"ground": "fact", "text": "x"}),
    "appeals.listing": Row(READS | RESPONSIBLE),
    "appeals.page": missing(READS | RESPONSIBLE, NOWHERE),
    "appeals.withdraw": missing(RESPONSIBLE, NOWHERE),
    "appeals.panel": missing(OFFICE, NOWHERE),
    "appeals.evidence": missing(READS | RESPONSIBLE, NOWHERE | {"evidence": "x"}),
    "panels.queue": Row({Role.PANELLIST}),
    "panels.seat": missing({Role.PANELLIST}, NO_HANDLE),
    "panels.judge": missing({Role.PANELLIST}, NO_HANDLE, form={"findings": "1"}),
    "panels.rule": missing({Role.PANELLIST}, NO_HANDLE,
                           form={"outcome": "upheld", "findings": "0", "reason": "x"}),
    "panels.photo": missing({Role.PANELLIST}, NO_HANDLE | {"number": 1}),
    # cases
    "inspections.listing": Row({Role.INSPECTOR}),
    "inspections.form": Row({Role.INSPECTOR}, args=lying("site"), missing={"site_id": "NO-1"}),
    "inspections.inspect": Row({Role.INSPECTOR}, args=lying("site"), missing={"site_id": "NO-1"}),
    "cases.listing": Row(REGISTER),
    "cases.page": Row(REGISTER, args=lying("case"), missing=NOWHERE),
    "cases.photo": Row(REGISTER, args=lying("case photo"), missing=NOWHERE | {"photo": "x"}),
    "cases.act": Row(RESPONSIBLE | {Role.INSPECTOR}, args=lying("case"), missing=NOWHERE,
                     form=lambda w, p, r: {"command": "escalate" if p.role is Role.INSPECTOR
                                           else "accept"}),
}  # fmt: skip
