"""What is kept with a frame beside its bytes: every size, and the choices behind them.

The plan takes it over word for word, so a verifier can compute the sizes again. Pure.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sampling import canonical


@dataclass(frozen=True, slots=True)
class Policy:
    """The sizes of a frame's draw; what is empty is not in force."""

    take_per_cell: Mapping[str, int]
    allocation: Mapping[str, Any]  # choices, weights and spreads at the cut
    cooloff: Mapping[str, Any]  # quarters, since, dropped; empty: nobody rests
    by_size: tuple[str, ...] = ()
    order: str = ""
    simple: tuple[str, ...] = ()
    previous_plan: str = ""  # digest of the plan of the draw that this frame follows
    previous_frame: str = ""  # digest of the frame that frame_diff.csv compares with
    previous_substitutions: str = ""  # digest of that draw's log when this was frozen
    rehearsal: bool = False  # follows rehearsals, so that no live plan may use it

    def facts(self) -> dict[str, object]:
        """Give the part that goes into the plan."""
        choices = self.allocation["choices"]
        found: dict[str, object] = {
            "take_per_cell": dict(self.take_per_cell),
            "minimum": choices["minimum"],
            "max_share": choices["max_share"],
            "allocation": dict(self.allocation),
        }
        if self.cooloff:
            found["cooloff"] = dict(self.cooloff)
        if self.by_size:
            found["pps"] = {"strata": list(self.by_size), "order": self.order}
        if self.simple:
            found["simple_random"] = {"strata": list(self.simple)}
        return found


def written(policy: Policy) -> bytes:
    """Write a policy; the same one always gives the same bytes."""
    return canonical.plan_bytes(
        {
            "take_per_cell": dict(policy.take_per_cell),
            "allocation": dict(policy.allocation),
            "cooloff": dict(policy.cooloff),
            "by_size": list(policy.by_size),
            "order": policy.order,
            "simple": list(policy.simple),
            "previous_plan": policy.previous_plan,
            "previous_frame": policy.previous_frame,
            "previous_substitutions": policy.previous_substitutions,
            "rehearsal": int(policy.rehearsal),
        }
    )


def read(data: bytes) -> Policy:
    """Read a policy back."""
    found = json.loads(data)
    return Policy(
        **found
        | {
            "by_size": tuple(found["by_size"]),
            "simple": tuple(found["simple"]),
            "rehearsal": bool(found["rehearsal"]),
        }
    )
