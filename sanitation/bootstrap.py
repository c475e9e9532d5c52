"""Puts the parts together: settings in, every service out. The only place that does."""

import os
from dataclasses import dataclass
from pathlib import Path

from sanitation import config
from sanitation.accounts.service import Accounts
from sanitation.appeals import queries as appeals
from sanitation.appeals.service import Appeals
from sanitation.blobs import Blobs, FolderBlobs
from sanitation.catalog.city import City
from sanitation.catalog.loader import load_city
from sanitation.clock import Clock, SystemClock
from sanitation.db.sessions import Sessions, open_engine
from sanitation.draws.ceremony import Ceremony
from sanitation.draws.earlier import earlier
from sanitation.draws.service import Draws
from sanitation.draws.vault import Vault
from sanitation.draws.waves import Waves
from sanitation.errors import Code, Problem
from sanitation.fieldwork.batch import Batches
from sanitation.fieldwork.service import Fieldwork
from sanitation.frames.challenges import Challenges
from sanitation.frames.service import Frames
from sanitation.ledger.service import Ledger
from sanitation.publication.results import Results
from sanitation.publication.service import Publication
from sanitation.reviews.service import Reviews
from sanitation.scores.precision import Precision, thousandths
from sanitation.scores.service import Scores
from sanitation.sites.service import Sites
from sanitation.supervision.service import Supervision
from sanitation.surveys.service import Surveys


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a page or a command may call."""

    settings: config.Settings
    sessions: Sessions
    clock: Clock
    city: City
    blobs: Blobs
    ledger: Ledger
    accounts: Accounts
    sites: Sites
    frames: Frames
    challenges: Challenges
    draws: Draws
    ceremony: Ceremony
    waves: Waves
    fieldwork: Fieldwork
    batches: Batches
    reviews: Reviews
    surveys: Surveys
    scores: Scores
    precision: Precision
    publication: Publication
    results: Results
    appeals: Appeals
    supervision: Supervision


def settings_here() -> config.Settings:
    """Read the settings of this process; everything kept lies in ./var unless told.

    INVALID_INPUT, naming the variable, for a setting that cannot be read.
    """
    try:
        return config.from_environment(os.environ, Path("var"))
    except ValueError as error:
        raise Problem(Code.INVALID_INPUT, detail=str(error)) from error


def build(
    settings: config.Settings,
    *,
    clock: Clock | None = None,
    sessions: Sessions | None = None,
    blobs: Blobs | None = None,
) -> Services:
    """Build the services; tests and the demo hand in their own clock or database."""
    clock = clock or SystemClock()
    sessions = sessions or Sessions(open_engine(settings.database_url))
    blobs = blobs or FolderBlobs(settings.blobs)
    city = load_city(settings.city)
    parts = (sessions, clock, city, blobs)
    ledger = Ledger(sessions, clock, settings.origin, settings.log_key)
    publication = Publication(*parts, ledger, appeals.open_count)
    fieldwork = Fieldwork(*parts)
    scores = Scores(*parts, appeals.rulings)
    sealing = (Vault(settings.share_key), settings.beacon_relays)
    return Services(
        settings,
        *parts,
        ledger=ledger,
        accounts=Accounts(*parts),
        sites=Sites(*parts),
        frames=Frames(*parts, earlier, thousandths),
        challenges=Challenges(*parts),
        draws=Draws(*parts),
        ceremony=Ceremony(*parts, *sealing),
        waves=Waves(*parts, *sealing),
        fieldwork=fieldwork,
        batches=Batches(*parts, fieldwork),
        reviews=Reviews(*parts),
        surveys=Surveys(*parts),
        scores=scores,
        precision=Precision(*parts),
        publication=publication,
        results=Results(sessions, city, blobs, scores.replays),
        appeals=Appeals(*parts, publication),
        supervision=Supervision(*parts),
    )
