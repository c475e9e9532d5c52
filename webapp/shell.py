"""What surrounds every page: navigation by role, language, quarter, who is signed in."""

from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app, g, request, session, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _

from sanitation.accounts.rules import Actor, Role
from sanitation.catalog.quarter import Quarter
from sanitation.errors import Problem
from sanitation.publication.rules import STANDING
from webapp.access import find_actor, services
from webapp.assets import asset

LANGUAGES = {"zh_Hans_CN": "简体中文", "en": "English"}

EVERYBODY = frozenset(Role)
RESPONSIBLE = frozenset({Role.DISTRICT_VIEWER, Role.STREET_VIEWER, Role.CONTRACTOR_VIEWER})
OFFICE = frozenset({Role.OFFICE})
READS = frozenset({Role.OFFICE, Role.AUDITOR})

# Pages of published figures, and sections whose pages are the same in every quarter.
RELEASED = frozenset({"public.ranking", "public.area", "public.why",
                      "results.table", "results.special", "certainty.page"})  # fmt: skip
TIMELESS = frozenset({"public", "ledger", "sign_in", "comparing", "yearly"})

# (endpoint, text, roles); nobody's roles are needed where the set is None.
NAVIGATION = (
    ("public.ranking", _("Ranking"), None),
    ("home.home", _("My work"), EVERYBODY),
    ("quarters.control", _("Quarter"), READS),
    ("sites.listing", _("Site register"), READS | RESPONSIBLE | {Role.INSPECTOR}),
    ("frames.listing", _("Frames"), READS),
    ("draws.listing", _("Draws"), READS),
    ("fieldwork.records", _("Records"), READS),
    ("trustees.home", _("My share"), frozenset({Role.TRUSTEE})),
    ("tasks.today", _("Today's tasks"), frozenset({Role.ASSESSOR})),
    ("assessors.listing", _("Assessors"), OFFICE),
    ("assessors.own", _("My file"), frozenset({Role.ASSESSOR})),
    ("reviews.queue", _("Review"), frozenset({Role.REVIEWER})),
    ("adjudications.queue", _("Adjudication"), frozenset({Role.ADJUDICATOR})),
    ("reviews.progress", _("Reviews"), READS),
    ("surveys.listing", _("Survey"), READS),
    ("scores.listing", _("Scores"), READS),
    ("publication.listing", _("Releases"), READS),
    ("findings.listing", _("Findings"), RESPONSIBLE),
    ("appeals.listing", _("Appeals"), READS | RESPONSIBLE),
    ("panels.queue", _("Appeal panel"), frozenset({Role.PANELLIST})),
    ("cases.listing", _("Cases"), READS | RESPONSIBLE | {Role.INSPECTOR}),
    ("inspections.listing", _("Toilet inspection"), frozenset({Role.INSPECTOR})),
    ("accounts.listing", _("Accounts"), frozenset({Role.ADMINISTRATOR})),
    ("security.log", _("Sign-ins"), frozenset({Role.ADMINISTRATOR, Role.AUDITOR})),
    ("ledger.status", _("Ledger"), None),
    ("public.draws", _("Draws"), None),
    ("public.method", _("Method"), None),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the navigation."""

    label: str
    url: str
    active: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Shell:
    """Everything base.html needs beside its own page."""

    navigation: tuple[Item, ...]
    account: Actor | None
    quarters: tuple[Quarter, ...]
    quarter: Quarter | None
    language: str
    languages: dict[str, str]
    demo: bool
    unverified: bool  # the quarter's draw should be open by now, and is not
    city: str
    account_url: str


def language() -> str:
    """Choose the language: asked for, kept, the account's, the browser's, the city's."""
    asked = request.args.get("language")
    if asked in LANGUAGES:
        session["language"] = asked
    kept = session.get("language")
    if kept in LANGUAGES:
        return str(kept)
    actor = find_actor()
    if actor is not None and actor.language in LANGUAGES:
        return actor.language
    accepted = request.accept_languages.best_match(["zh-CN", "zh", "zh-Hans", "en"], "")
    if not accepted:
        return services().settings.language
    return "en" if accepted == "en" else "zh_Hans_CN"


def quarter_asked() -> Quarter | None:
    """Return the quarter named in the address, else the latest; None in an empty house."""
    asked = request.args.get("quarter", "")
    if asked:
        return Quarter.parse(asked)
    known = quarters_known()
    return known[0] if known else None


def _quarter_shown() -> Quarter | None:
    """Return the quarter for the menu; a page saying the address is wrong still renders."""
    with suppress(Problem):
        if request.endpoint in RELEASED and not request.args.get("quarter"):
            last = services().publication.latest_final()
            return Quarter.parse(last) if last else None
        return quarter_asked()
    return None


def _quarters_offered() -> tuple[Quarter, ...]:
    """List what the menu offers: on published pages only quarters with a release.

    A page that shows no quarter offers none: choosing one would change nothing there.
    """
    if request.endpoint in RELEASED:
        return quarters_released()
    section = (request.endpoint or "").split(".")[0]
    return () if section in TIMELESS else quarters_known()


def quarters_released() -> tuple[Quarter, ...]:
    """List the quarters whose release this person may read, the latest first."""
    if "quarters_released" not in g:
        standing = {
            row.quarter
            for row in services().publication.releases(find_actor())
            if row.state in STANDING
        }
        g.quarters_released = sorted(map(Quarter.parse, standing), reverse=True)
    return tuple(g.quarters_released)


def quarters_known() -> tuple[Quarter, ...]:
    """List the quarters with anything in them, the latest first."""
    if "quarters" not in g:
        g.quarters = services().publication.quarters()
    return tuple(g.quarters)


def install(app: Flask) -> None:
    """Give every template its shell and the names of built files."""

    @app.context_processor
    def provide() -> dict[str, object]:
        return {
            "shell": build(),
            "asset": asset,
            "local": local,
            "street_name": lambda code: local(services().city.street(code), "name"),
            "district_name": lambda code: local(services().city.district(code), "name"),
            "venue_name": lambda code: local(services().city.venue(code), "name"),
            "sub_name": lambda code: local(services().city.sub_index(code), "name"),
        }


def local(thing: object, field: str) -> str:
    """Return a value's text in the page's language: `name` is name_zh or name_en."""
    ending = "zh" if str(get_locale()).startswith("zh") else "en"
    return str(getattr(thing, f"{field}_{ending}"))


def build() -> Shell:
    """Build the shell of the present request."""
    actor = find_actor()
    city = services().city
    locale = str(get_locale())
    quarter = _quarter_shown()
    return Shell(
        navigation=_navigation(actor),
        account=actor,
        quarters=_quarters_offered(),
        quarter=quarter,
        language=locale,
        languages=LANGUAGES,
        demo=services().settings.demo,
        unverified=str(quarter) in services().ceremony.unverified(),
        city=city.name_zh if locale.startswith("zh") else city.name_en,
        account_url=url_for("account.own"),
    )


def _navigation(actor: Actor | None) -> tuple[Item, ...]:
    roles = actor.roles if actor else frozenset()
    here = request.endpoint or ""
    items = []
    for endpoint, text, wanted in NAVIGATION:
        if endpoint == "public.draws" and actor and roles & READS:
            continue  # the office has its own page of draws
        if wanted is None or roles & wanted:
            if endpoint not in current_app.view_functions:
                continue
            active = here.split(".")[0] == endpoint.split(".")[0] and (
                endpoint == here or not endpoint.startswith("public.")
            )
            items.append(Item(str(text), url_for(endpoint), active))
    return tuple(items)
