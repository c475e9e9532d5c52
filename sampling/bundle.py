"""The files of a published draw, each read once.

Source: protocol sanrandom-draw/1, section 11. A file that cannot be read raises
SamplingError where it is first needed, with its name and row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sampling import canonical, commitment, facts, roster
from sampling.draw import rank_sites
from sampling.types import (
    Assignment,
    Drawn,
    FrameRow,
    Package,
    Person,
    Plan,
    SamplingError,
    SeedText,
    Team,
)
from sampling.waves import Visit, cells_of, rank_each, visits


@dataclass(frozen=True)
class Bundle:
    """The files as given, by name; those of the quarter before start with `previous_`."""

    files: Mapping[str, bytes]

    @cached_property
    def rows(self) -> tuple[FrameRow, ...]:
        """The rows of frame.csv."""
        return canonical.parse_frame(self.files["frame.csv"])

    @cached_property
    def rows_before(self) -> tuple[FrameRow, ...]:
        """The rows of last quarter's frame."""
        return canonical.parse_frame(self.files["previous_frame.csv"])

    @cached_property
    def plan(self) -> Plan:
        """The content of plan.json."""
        return canonical.parse_plan(self.files["plan.json"])

    @cached_property
    def seed(self) -> SeedText:
        """The parts of seed.txt."""
        return commitment.parse_seed(self.files["seed.txt"])

    @cached_property
    def wave_seeds(self) -> dict[str, bytes]:
        """The seed texts of waves: label -> bytes of seed-<label>.txt."""
        return {
            name[len("seed-") : -len(".txt")]: data
            for name, data in sorted(self.files.items())
            if name.startswith("seed-") and name.endswith(".txt")
        }

    @cached_property
    def shares(self) -> tuple[bytes, ...]:
        """The trustees' opened shares, in the order of their pins."""
        given = self.json("shares.json").get("shares")
        try:
            return tuple(bytes.fromhex(share) for share in given or [])
        except (TypeError, ValueError) as error:
            raise SamplingError(
                "wanted a list of hex texts", where="shares.json"
            ) from error

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """The units of each wave that has a seed."""
        return visits(self.plan, self.wave_seeds)

    @cached_property
    def ranked_by_wave(self) -> dict[str, tuple[Drawn, ...]]:
        """The draw of each wave so far, replayed: label -> its sites."""
        return rank_each(self.rows, self.plan, self.wave_seeds)

    @cached_property
    def ranked(self) -> tuple[Drawn, ...]:
        """The draw, replayed: of all waves so far where the plan has waves."""
        if facts.waves(self.plan):
            every = (one for wave in self.ranked_by_wave.values() for one in wave)
            return tuple(sorted(every, key=lambda one: (one.cell, one.order)))
        return rank_sites(self.rows, self.plan, self.files["seed.txt"])

    @cached_property
    def wave_of(self) -> dict[str, str]:
        """Which wave visits a cell: cell -> label; empty where there are no waves."""
        return {cell: one.label for one in self.visits for cell in cells_of(one, self.plan)}

    def seed_of(self, cell: str) -> tuple[bytes, str]:
        """Return the seed text a cell was drawn from, and its label."""
        label = self.wave_of.get(cell, "")
        seed = self.wave_seeds[label] if label else self.files["seed.txt"]
        return seed, label or self.plan.quarter

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The roster with its conflicts."""
        return roster.parse_roster(self.files["roster.csv"], self.files["conflicts.csv"])

    @cached_property
    def teams(self) -> tuple[Team, ...]:
        """The teams as published, with the streets barred for their members."""
        return roster.parse_teams(self.files["teams.csv"], self.people)

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """The packages as published."""
        return roster.parse_packages(self.files["packages.csv"])

    @cached_property
    def assignment(self) -> Assignment:
        """The assignment as published, with its certificate."""
        return self.assignment_in("assignment.csv", "certificate.json")

    def assignment_in(self, name: str, certificate: str) -> Assignment:
        """Read an assignment with its certificate; each wave has files of its own."""
        found = self.json(certificate)
        return roster.parse_assignment(self.files[name], found, (name, certificate))

    def json(self, name: str) -> dict[str, Any]:
        """Read one of the small JSON files."""
        return canonical.parse_json(self.files[name], name)
