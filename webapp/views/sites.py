"""The site register: list, one site, import."""

from decimal import Decimal, InvalidOperation

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from sanitation.accounts.rules import Action
from sanitation.sites.values import Filters, ImportRegister, SiteEdit
from webapp import parsing
from webapp.access import current_actor, requires, services

bp = Blueprint("sites", __name__, url_prefix="/sites")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@requires(Action.VIEW_REGISTER)
def listing() -> ResponseReturnValue:
    """List the sites of one's places; the filters live in the address."""
    filters = _filters()
    page = services().sites.listing(
        current_actor(), filters, parsing.page_number(request.args)
    )
    city = services().city
    return render_template(
        "sites/listing.html",
        page=page,
        filters=filters,
        venues=city.venue_types,
        streets=city.streets,
    )


@bp.get("/export.csv")
@requires(Action.VIEW_REGISTER)
def export() -> Response:
    """Send the filtered list as CSV."""
    data = services().sites.export(current_actor(), _filters())
    return _file(data, "text/csv", "sites.csv")


@bp.get("/template.xlsx")
@requires(Action.EDIT_REGISTER)
def template() -> Response:
    """Send the empty workbook of the import."""
    return _file(services().sites.template(str(get_locale())), XLSX, "sites.xlsx")


@bp.get("/import")
@requires(Action.EDIT_REGISTER)
def importing() -> ResponseReturnValue:
    """Show the import's form."""
    return render_template("sites/import.html", report=None)


@bp.post("/import")
@requires(Action.EDIT_REGISTER)
def run_import() -> ResponseReturnValue:
    """Check a file, or import it whole."""
    file = request.files.get("file")
    dry_run = request.form.get("dry_run") == "yes"
    command = ImportRegister(
        data=file.read() if file else b"",
        filename=file.filename or "" if file else "",
        encoding=request.form.get("encoding", "utf-8"),
        dry_run=dry_run,
        reason=parsing.text(request.form, "reason", least=1, most=300),
        language=str(get_locale()),
    )
    report = services().sites.import_register(current_actor(), command)
    if dry_run:
        return render_template("sites/import.html", report=report)
    flash(
        _(
            "%(added)s sites added, %(changed)s changed.",
            added=report.added,
            changed=report.changed,
        ),
        "success",
    )
    return redirect(url_for("sites.listing"), 303)


@bp.get("/<site_id>")
@requires(Action.VIEW_REGISTER)
def page(site_id: str) -> ResponseReturnValue:
    """Show one site with its history."""
    site = services().sites.site(current_actor(), site_id)
    return render_template("sites/page.html", site=site)


@bp.post("/<site_id>/edit")
@requires(Action.EDIT_REGISTER)
def edit(site_id: str) -> ResponseReturnValue:
    """Change a site."""
    form = request.form
    command = SiteEdit(
        name=parsing.text(form, "name", least=1, most=120),
        address=parsing.text(form, "address", most=200),
        lon_e7=_degrees(form.get("lon", ""), "lon"),
        lat_e7=_degrees(form.get("lat", ""), "lat"),
        size=parsing.integer(form, "size", least=1, most=10**9),
        version=parsing.integer(form, "version", least=1, most=10**9),
        reason=parsing.text(form, "reason", least=1, most=300),
    )
    services().sites.edit(current_actor(), site_id, command)
    flash(_("The change is stored, with what was there before."), "success")
    return redirect(url_for("sites.page", site_id=site_id), 303)


@bp.post("/<site_id>/close")
@requires(Action.EDIT_REGISTER)
def close(site_id: str) -> ResponseReturnValue:
    """Close a site."""
    version = parsing.integer(request.form, "version", least=1, most=10**9)
    reason = parsing.text(request.form, "reason", least=1, most=300)
    services().sites.close(current_actor(), site_id, version, reason)
    return redirect(url_for("sites.page", site_id=site_id), 303)


@bp.post("/<site_id>/reopen")
@requires(Action.EDIT_REGISTER)
def reopen(site_id: str) -> ResponseReturnValue:
    """Open a closed site again."""
    version = parsing.integer(request.form, "version", least=1, most=10**9)
    reason = parsing.text(request.form, "reason", least=1, most=300)
    services().sites.reopen(current_actor(), site_id, version, reason)
    return redirect(url_for("sites.page", site_id=site_id), 303)


def _filters() -> Filters:
    names = ("words", "venue", "street", "district", "state")
    return Filters(**{name: request.args.get(name, "").strip() for name in names})


def _degrees(value: str, field: str) -> int:
    try:
        return int(Decimal(value.strip()) * 10**7)
    except InvalidOperation as error:
        raise parsing.refuse(field, value, "degrees such as 114.0578680") from error


def _file(data: bytes, media_type: str, name: str) -> Response:
    response = Response(data, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
