"""What may be appealed, on which ground, and what a ruling may be. Pure."""

from enum import StrEnum


class Ground(StrEnum):
    """Why a finding is contested."""

    FACT = "fact"
    RULE = "rule"
    PLACE = "place"
    PROCEDURE = "procedure"
    FORCE_MAJEURE = "force_majeure"


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    PANEL = "panel"  # two people drawn, judging blind
    READY = "ready"  # blind judgements sealed, the dossier is open
    RULED = "ruled"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """What the panel decided."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"
    REVISIT = "revisit"
