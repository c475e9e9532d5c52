"""The one table from code to HTTP status and words, and the one handler that uses it."""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime, get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from sanitation.errors import Code, Problem
from sanitation.exchange.sentences import said, told

log = logging.getLogger(__name__)

JSON_PATHS = ("/uploads", "/api/")


@dataclass(frozen=True, slots=True)
class Meaning:
    """How one code is answered: status, title, and what the person can do."""

    status: int
    title: Any  # lazy text
    remedy: Any  # lazy text; may use the problem's facts as %(name)s


MEANINGS: dict[Code, Meaning] = {
    Code.NOT_SIGNED_IN: Meaning(401, _("Please sign in"), _("Sign in to go on; what you typed stays on the page you came from.")),
    Code.FORBIDDEN: Meaning(403, _("Your role does not include this"), _("Ask the index office if you should have it.")),
    Code.NOT_FOUND: Meaning(404, _("There is nothing here"), _("Check the address, or start from your home page.")),
    Code.BAD_CREDENTIALS: Meaning(401, _("Name or password is wrong"), _("Try again; after five failures this place has to wait fifteen minutes.")),
    Code.TOO_MANY_ATTEMPTS: Meaning(429, _("Too many failed attempts"), _("Wait fifteen minutes, or ask an administrator for a new link.")),
    Code.SESSION_EXPIRED: Meaning(401, _("Your session has ended"), _("Sign in again.")),
    Code.LINK_INVALID: Meaning(410, _("This link no longer works"), _("Links work once and for a limited time. Ask for a new one.")),
    Code.WEAK_PASSWORD: Meaning(422, _("This password is too weak"), _("Use at least 12 characters and none of the common passwords.")),
    Code.NAME_TAKEN: Meaning(409, _("This sign-in name is taken"), _("Choose another name.")),
    Code.ROLES_EXCLUDE: Meaning(422, _("These roles exclude each other"), _("One person may not hold %(roles)s together.")),
    Code.NOT_QUALIFIED: Meaning(409, _("This assessor is not qualified for the quarter"), _("Still missing: %(lacks)s.")),
    Code.INVALID_INPUT: Meaning(422, _("Something in the form needs correcting"), _("Nothing was stored. Correct the fields named below and send again.")),
    Code.IMPORT_REFUSED: Meaning(422, _("The file was not imported"), _("Nothing was stored. Correct the rows named below and send the file again.")),
    Code.FILE_UNREADABLE: Meaning(422, _("The file cannot be read"), _("Save it as .xlsx or as CSV in UTF-8 and send it again.")),
    Code.FILE_TOO_LARGE: Meaning(413, _("The file is too large"), _("The limit is %(limit)s.")),
    Code.UNKNOWN_PLACE: Meaning(422, _("This place is not in the catalogue"), _("“%(got)s” is unknown. %(suggestions)s")),
    Code.UNKNOWN_VENUE_TYPE: Meaning(422, _("This venue type is not in the catalogue"), _("“%(got)s” is unknown.")),
    Code.WRONG_STATE: Meaning(409, _("This step does not fit the present state"), _("It is “%(state)s” now. Reload the page to see what can be done.")),
    Code.STALE_VERSION: Meaning(409, _("Somebody changed this in the meantime"), _("Nothing of yours was stored. Reload the page and try again.")),
    Code.ALREADY_DONE: Meaning(409, _("This has been done already"), _("Reload the page to see the result.")),
    Code.SITE_ID_TAKEN: Meaning(409, _("This site number is taken"), _("Numbers are permanent and never used again; choose another.")),
    Code.FRAME_NOT_FROZEN: Meaning(409, _("The frame of this quarter is not frozen yet"), _("Freeze the frame first.")),
    Code.FRAME_EMPTY: Meaning(409, _("The register has no active site"), _("Import sites first.")),
    Code.FRAME_UNFIT: Meaning(409, _("This frame does not fit the plan"), _("%(detail)s. Freeze the frame of this quarter again.")),
    Code.FRAME_OPEN: Meaning(409, _("The frame is still open to challenge"), _("A live plan waits until %(closes)s, and until every objection has its public answer; %(waiting)s have none.")),
    Code.PLAN_IMPOSSIBLE: Meaning(422, _("The plan cannot be met"), _("%(detail)s")),
    Code.PLAN_CHANGED: Meaning(409, _("The plan differs from the one committed"), _("A committed plan never changes; cancel this draw and commit a new plan.")),
    Code.PLAN_ALREADY_DRAWN: Meaning(409, _("This plan has been drawn already"), _("One plan, one draw. A new draw needs a new plan that names this one.")),
    Code.DICE_INVALID: Meaning(422, _("The dice digits do not fit"), _("Enter exactly %(wanted)s digits, in the order rolled.")),
    Code.BEACON_INVALID: Meaning(422, _("The beacon value does not fit"), _("%(detail)s")),
    Code.DICE_SAME_PERSON: Meaning(409, _("A second person has to enter the dice"), _("You have entered them already; another account of the office has to do it separately.")),
    Code.DICE_DIFFER: Meaning(409, _("The two entries differ"), _("Nothing was accepted. Read the dice again; both people enter them once more.")),
    Code.DICE_TOO_LATE: Meaning(409, _("The dice come too late"), _("They had to be entered by %(latest)s, half an hour before the beacon round. Cancel this draw and commit a new plan.")),
    Code.BEACON_TOO_SOON: Meaning(422, _("The beacon round is too near or past"), _("It is due at %(due)s; the earliest allowed is %(earliest)s. Name a later round.")),
    Code.BEACON_NOT_LATE: Meaning(409, _("The beacon round is not late yet"), _("A notice can be published from %(earliest)s, 24 hours after the round was due.")),
    Code.BEACON_KNOWN: Meaning(409, _("The beacon round is there"), _("A relay has its value: fetch it and draw. No other round may count.")),
    Code.BEACON_NOT_DUE: Meaning(409, _("The beacon round has not come yet"), _("It is due at %(due)s. Nobody can have its value before.")),
    Code.BEACON_UNREACHABLE: Meaning(502, _("No relay gave the beacon round"), _("Nothing was stored. Paste the signature from any other source, or try again: %(detail)s")),
    Code.STAMP_INVALID: Meaning(422, _("This time stamp does not fit the plan"), _("Nothing was stored: %(detail)s.")),
    Code.TOO_FEW_SHARES: Meaning(409, _("Too few trustees have handed in their shares"), _("Wanted %(wanted)s of different bodies, found %(found)s. Ask the trustees, then commit.")),
    Code.SHARE_INVALID: Meaning(422, _("This is not a share"), _("A share is 64 characters of 0–9 and a–f made at random. Let the page make one.")),
    Code.SHARE_REUSED: Meaning(409, _("This share was handed in before"), _("A share is used once: make a new one.")),
    Code.SHARE_MISMATCH: Meaning(422, _("The share does not match its pin"), _("The plan pinned another share (%(positions)s). Nothing was stored; check what you kept.")),
    Code.SHARES_LOST: Meaning(409, _("The server's copy of a share cannot be read"), _("Missing: trustee %(positions)s. Each enters the copy it kept; then the draw can be opened.")),
    Code.TRUSTEE_SAME_BODY: Meaning(409, _("Your body has handed in a share already"), _("Each trustee is of another body, so that no body holds two shares.")),
    Code.NOT_OPEN_YET: Meaning(409, _("Fieldwork has not closed yet"), _("The shares open at %(opens)s; until then nobody learns the sample.")),
    Code.TOO_FEW_ASSESSORS: Meaning(409, _("Too few qualified assessors"), _("Wanted %(wanted)s, found %(found)s. Complete the files of more assessors.")),
    Code.ASSIGNMENT_IMPOSSIBLE: Meaning(409, _("The packages cannot be assigned"), _("%(detail)s")),
    Code.NO_RESERVE_LEFT: Meaning(409, _("No reserve is left in this cell"), _("Report the site to the index office; it counts as not visited.")),
    Code.ANSWERS_MISMATCH: Meaning(422, _("The answers do not fit the checklist"), _("Each indicator of the venue type is answered once: %(items)s.")),
    Code.DIGEST_MISMATCH: Meaning(422, _("A photo changed on the way"), _("Nothing was kept. Send the photo again.")),
    Code.UPLOAD_CONFLICT: Meaning(409, _("Another record has this number"), _("Both are kept. A submitted record is never edited: withdraw it and make a new one.")),
    Code.PHOTO_INVALID: Meaning(422, _("A photo cannot be used"), _("%(detail)s")),
    Code.PHOTO_MISSING: Meaning(422, _("Photos are missing"), _("%(detail)s")),
    Code.REVIEW_ALREADY_SEALED: Meaning(409, _("This review is sealed"), _("A sealed review never changes. Go on with the next one.")),
    Code.MARKS_MISMATCH: Meaning(422, _("Some indicators are not judged"), _("Judge each indicator once: %(items)s.")),
    Code.TOO_FEW_REVIEWERS: Meaning(409, _("Too few reviewers without a conflict"), _("Each record needs two. Enrol more reviewers.")),
    Code.NOT_IN_DISPUTE: Meaning(409, _("This indicator is not in dispute"), _("Decide the indicators shown and no others.")),
    Code.RECORDS_NOT_SETTLED: Meaning(409, _("Some records are not settled"), _("%(open)s records still wait for review or adjudication.")),
    Code.RUBRIC_INVALID: Meaning(422, _("The rubric has a fault"), _("%(detail)s")),
    Code.RUBRIC_UNKNOWN: Meaning(404, _("There is no such rubric"), _("Choose one of the catalogue.")),
    Code.SIGN_OFF_SAME_PERSON: Meaning(409, _("A second person has to sign"), _("Whoever proposed a release may not sign it.")),
    Code.RELEASE_EXISTS: Meaning(409, _("This release exists already"), _("Reload the page to see it.")),
    Code.APPEAL_WINDOW_CLOSED: Meaning(409, _("The time for appeals is over"), _("It ended on %(closed)s. A late appeal needs the city's logged exception.")),
    Code.APPEAL_WINDOW_OPEN: Meaning(409, _("The time for appeals is not over"), _("It ends on %(closes)s; a final release waits for it.")),
    Code.APPEAL_EXISTS: Meaning(409, _("This finding has been appealed already"), _("One finding, one appeal.")),
    Code.APPEAL_PANEL_CONFLICT: Meaning(409, _("Too few panellists without a conflict"), _("Enrol more panellists.")),
    Code.CASE_TRANSITION: Meaning(409, _("The case does not allow this step now"), _("It is “%(state)s” now. Reload the page to see what can be done.")),
    Code.EVIDENCE_MISSING: Meaning(422, _("Evidence is missing"), _("%(detail)s")),
    Code.EVIDENCE_REUSED: Meaning(422, _("This photo was used before"), _("Take a new photo at the place, after the case was issued.")),
    Code.RECTIFIER_MAY_NOT_CLOSE: Meaning(403, _("Whoever rectified may not close"), _("Another inspector has to close the case.")),
    Code.DEADLINE_PASSED: Meaning(409, _("The deadline has passed"), _("It ended on %(due)s.")),
    Code.LEDGER_BROKEN: Meaning(500, _("The ledger does not add up"), _("Signing has stopped. Tell the auditor; nothing is repaired by itself.")),
    Code.DATABASE_BEHIND: Meaning(503, _("The database needs an update"), _("Run “sanitation db upgrade”.")),
    Code.BUSY: Meaning(503, _("The server is busy"), _("Nothing was stored. Try again in a moment.")),
    Code.DISK_FULL: Meaning(507, _("The server's disk is full"), _("Nothing was stored. Try again once the operator made room.")),
}  # fmt: skip

HTTP_CODES = {404: Code.NOT_FOUND, 403: Code.FORBIDDEN, 413: Code.FILE_TOO_LARGE}


def install(app: Flask) -> None:
    """Answer every Problem, every HTTP error and every defect in the person's language."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(CSRFError, _expired_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _defect)


def answer(problem: Problem) -> ResponseReturnValue:
    """Answer as problem+json to programs, as a page to people, sign-in where that helps."""
    meaning = MEANINGS[problem.code]
    if wants_json():
        return _json(meaning.status, problem)
    if problem.code is Code.NOT_SIGNED_IN and request.method == "GET":
        return redirect(url_for("sign_in.form", next=problem.facts.get("next", "/")), 303)
    page = render_template(
        "errors/problem.html",
        problem=Problem(problem.code, rows=_faults(problem), **problem.facts),
        title=meaning.title,
        remedy=words(meaning.remedy, problem.facts),
        status=meaning.status,
    )
    return page, meaning.status


def wants_json() -> bool:
    """Tell whether a program asks: by path, or because it prefers JSON to a page."""
    if request.path.startswith(JSON_PATHS):
        return True
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"], "text/html"
    )
    return best != "text/html"


def words(remedy: Any, facts: dict[str, Any]) -> str:
    """Fill a remedy with a problem's facts; an unknown fact leaves an empty place."""
    return str(remedy) % _Facts({name: _said(one) for name, one in facts.items()})


def _said(fact: Any) -> Any:
    """Say a fact in the page's language; an instant in the city's time, as pages do."""
    if isinstance(fact, datetime):
        return format_datetime(fact, str(_("d MMMM y HH:mm")))
    if not isinstance(fact, str) or not fact:
        return fact
    sentence = said(fact, str(get_locale()))
    return gettext(fact) if sentence == fact else sentence


def _faults(problem: Problem) -> tuple[dict[str, str], ...]:
    """Return what to correct, in the page's language; a lone field is a fault as well."""
    field = str(problem.facts.get("field", ""))
    lone = {"column": field, "wanted": str(problem.facts.get("wanted", ""))}
    rows = problem.rows or ((lone,) if field else ())
    return tuple(told(row, str(get_locale())) for row in rows)


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def _json(status: int, problem: Problem) -> Response:
    meaning = MEANINGS[problem.code]
    body = {
        "type": f"/problems#{problem.code.value}",
        "code": problem.code.value,
        "status": status,
        "title": str(meaning.title),
        "detail": words(meaning.remedy, problem.facts),
        "errors": list(_faults(problem)),
        "facts": {name: str(value) for name, value in problem.facts.items()},
    }
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _expired_form(error: CSRFError) -> ResponseReturnValue:
    return answer(Problem(Code.SESSION_EXPIRED, detail=error.description))


def _http(error: HTTPException) -> ResponseReturnValue:
    code = HTTP_CODES.get(error.code or 500)
    if code is not None:
        megabytes = (request.max_content_length or 0) // 2**20
        return answer(Problem(code, limit=f"{megabytes} MB"))
    if wants_json() or error.code in {301, 302, 303, 304, 307, 308}:
        return error.get_response()
    status = error.code or 500
    return render_template("errors/http.html", status=status, name=error.name), status


def _defect(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.error("defect %s on %s %s", reference, request.method, request.path, exc_info=error)
    if wants_json():
        body = jsonify({"status": 500, "title": "defect", "reference": reference})
        return body, 500
    return render_template("errors/defect.html", reference=reference), 500
