"""What the ledger's entries say of an appeal and of its ruling, from their rows alone."""

from collections.abc import Mapping

from sanitation.appeals.models import Appeal, Ruling


def of_appeal(row: Appeal) -> Mapping[str, object]:
    """Tell of an appeal as it stands."""
    return {
        "number": row.number,
        "item": row.item,
        "ground": row.ground.value,
        "state": row.state.value,
        "stood": row.stood,
        "text": row.text,
        "evidence": sorted(file.sha256 for file in row.evidence),
        "panel": sorted(f"{seat.account.ref},{seat.findings}" for seat in row.panel),
    }


def of_ruling(row: Ruling) -> Mapping[str, object]:
    """Tell of a ruling; it stands in the entry of its appeal."""
    return {
        "outcome": row.outcome.value,
        "findings": row.findings,
        "reason": row.reason,
        "ruled_by": row.ruled_by,
    }
