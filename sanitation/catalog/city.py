"""The city as one plain value: pure, read once from its folder, handed to every stage.

A city is data. What differs between two cities is a value here, never an `if`.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Protocol, TypeVar

from sanitation.catalog.defaults import Default, held, latest, missing, wrong_kind
from sanitation.catalog.outlines import Outlines, elsewhere
from sanitation.catalog.places import (
    Bounds,
    District,
    Projection,
    Street,
    Zone,
    district_spellings,
    folded,
    parted,
    street_spellings,
)
from sanitation.catalog.terms import (
    Checklist,
    Grade,
    Industry,
    Level,
    Question,
    Severity,
    SubIndex,
    VenueType,
)
from sanitation.errors import Code, Problem


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class City:
    """Everything a stage may ask about the city. Two are equal when their files are.

    digest: SHA-256 over the names and bytes of all files of the folder; plans, runs and
    cases pin it. history: every dated default; defaults: the latest of each key.
    """

    code: str
    name_zh: str
    name_en: str
    folder: str
    digest: str
    timezone: str
    calendar: str
    rubric_id: str
    projection: Projection
    bounds: Bounds
    street_suffixes: tuple[str, ...]
    districts: tuple[District, ...]
    streets: tuple[Street, ...]
    zones: tuple[Zone, ...]
    venue_types: tuple[VenueType, ...]
    industries: tuple[Industry, ...]
    sub_indices: tuple[SubIndex, ...]
    grades: tuple[Grade, ...]
    severities: tuple[Severity, ...]
    questions: tuple[Question, ...]
    levels: tuple[Level, ...]
    checklists: tuple[Checklist, ...]
    history: tuple[Default, ...]
    outlines: Outlines = field(default_factory=Outlines)
    defaults: Mapping[str, Default] = field(init=False, repr=False)
    _streets: Mapping[str, Street] = field(init=False, repr=False)
    _names: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Index what is looked up often."""
        object.__setattr__(self, "defaults", MappingProxyType(latest(self.history)))
        streets = {street.code: street for street in self.streets}
        object.__setattr__(self, "_streets", MappingProxyType(streets))
        names = {
            spelling: street.code
            for street in self.streets
            for spelling in street_spellings(street, self.street_suffixes)
        }
        object.__setattr__(self, "_names", MappingProxyType(names))

    def __eq__(self, other: object) -> bool:
        """Compare by the bytes of the files."""
        return isinstance(other, City) and self.digest == other.digest

    def __hash__(self) -> int:
        """Hash by the bytes of the files."""
        return hash(self.digest)

    def __repr__(self) -> str:
        """Name the city and its state; the whole would fill pages of a log."""
        return f"City({self.code!r}, digest={self.digest[:12]!r})"

    # places

    @property
    def ranked_districts(self) -> tuple[District, ...]:
        """Return the districts that take part in the ranking, in the published order."""
        return tuple(district for district in self.districts if district.ranked)

    def street(self, code: str) -> Street:
        """Return the street with this code; Problem UNKNOWN_PLACE if there is none."""
        found = self._streets.get(code)
        if found is None:
            raise self._unknown(code)
        return found

    def district_of(self, street_code: str) -> str:
        """Return the code of the district a street ranks in; Problem UNKNOWN_PLACE."""
        return self.street(street_code).district_code

    def district(self, code: str) -> District:
        """Return the district with this code; Problem UNKNOWN_PLACE if there is none."""
        for district in self.districts:
            if district.code == code:
                return district
        raise Problem(Code.UNKNOWN_PLACE, got=code, suggestions="")

    def streets_of(self, district_code: str) -> tuple[Street, ...]:
        """Return the streets that rank in a district, by code."""
        return tuple(s for s in self.streets if s.district_code == district_code)

    def resolve_street(self, text: str) -> Street:
        """Return the one street a text names, by code, name or alias.

        Knows a trailing (district) and a leading district name, and refuses the street
        if that district is not its own. Problem UNKNOWN_PLACE with suggestions, never a
        guess; a statistical zone is never a street.
        """
        wanted = folded(text)
        if found := self._names.get(wanted):
            return self._streets[found]
        for name, district in parted(wanted, self.districts):
            found = self._names.get(name)
            if found and self._streets[found].district_code == district:
                return self._streets[found]
        raise self._unknown(text)

    def resolve_district(self, text: str) -> District:
        """Return the one district a text names; Problem UNKNOWN_PLACE otherwise."""
        wanted = folded(text)
        for district in self.districts:
            if wanted in district_spellings(district):
                return district
        names = {folded(one.name_zh): one.name_zh for one in self.districts}
        close = difflib.get_close_matches(wanted, names, n=3, cutoff=0.4)
        suggestions = ", ".join(names[name] for name in close)
        raise Problem(Code.UNKNOWN_PLACE, got=text, suggestions=suggestions)

    def _unknown(self, text: str) -> Problem:
        wanted = folded(text)
        if any(wanted in (zone.code, folded(zone.name_zh)) for zone in self.zones):
            told = "a statistical zone, not a street"
            return Problem(Code.UNKNOWN_PLACE, got=text, suggestions=told, reason="zone")
        close = difflib.get_close_matches(wanted, self._names, n=6, cutoff=0.5)
        found = dict.fromkeys(self._streets[self._names[one]].name_zh for one in close)
        suggestions = ", ".join(list(found)[:3])
        return Problem(Code.UNKNOWN_PLACE, got=text, suggestions=suggestions)

    # words

    def venue(self, venue_id: str) -> VenueType:
        """Return the venue type with this id (V01 …) or code name; UNKNOWN_VENUE_TYPE."""
        for venue in self.venue_types:
            if venue_id in (venue.id, venue.code):
                return venue
        raise Problem(Code.UNKNOWN_VENUE_TYPE, got=venue_id)

    def resolve_venue(self, text: str) -> VenueType:
        """Return the venue type a text names by id, code or name; UNKNOWN_VENUE_TYPE."""
        wanted = folded(text)
        for venue in self.venue_types:
            names = (venue.id, venue.code, venue.name_zh, venue.name_en)
            if wanted in {folded(name) for name in names}:
                return venue
        raise Problem(Code.UNKNOWN_VENUE_TYPE, got=text)

    def industry(self, code: str) -> Industry:
        """Return the industry with this code; Problem INVALID_INPUT if there is none."""
        return _by_code(self.industries, code, "industry")

    def sub_index(self, code: str) -> SubIndex:
        """Return the sub-index with this code; Problem INVALID_INPUT if there is none."""
        return _by_code(self.sub_indices, code, "sub_index")

    def severity(self, code: str) -> Severity:
        """Return the severity with this code; Problem INVALID_INPUT if there is none."""
        return _by_code(self.severities, code, "severity")

    def checklist(self, code: str) -> Checklist:
        """Return the checklist with this code; Problem INVALID_INPUT if there is none."""
        return _by_code(self.checklists, code, "checklist")

    # defaults

    def default(self, key: str, on: date | None = None) -> Default:
        """Return the row of a key that holds on a day, or the latest one.

        Problem INVALID_INPUT names the key if the city has no row for that day.
        """
        found = self.defaults.get(key) if on is None else held(self.history, key, on)
        if found is None:
            raise missing(key)
        return found

    def default_int(self, key: str, on: date | None = None) -> int:
        """Return a default that is a whole number."""
        row = self.default(key, on)
        if isinstance(row.value, bool) or not isinstance(row.value, int):
            raise wrong_kind(row, "a whole number")
        return row.value

    def default_text(self, key: str, on: date | None = None) -> str:
        """Return a default that is a text; decimals are texts, to be read exactly."""
        row = self.default(key, on)
        if not isinstance(row.value, str):
            raise wrong_kind(row, "a text")
        return row.value

    def default_bool(self, key: str, on: date | None = None) -> bool:
        """Return a default that is yes or no."""
        row = self.default(key, on)
        if not isinstance(row.value, bool):
            raise wrong_kind(row, "true or false")
        return row.value

    # positions

    def to_metres(self, lon_e7: int, lat_e7: int) -> tuple[int, int]:
        """Return x, y in whole metres of a point in ten-millionths of a degree."""
        return self.projection.to_metres(lon_e7, lat_e7)

    def may_lie_in(self, street: Street, lon_e7: int, lat_e7: int) -> bool:
        """Tell whether a point can belong to a street.

        By its outline where the city has one; without it, only what is by far nearer to
        another street is refused.
        """
        inside = self.outlines.holds(street.code, lon_e7, lat_e7)
        if inside is not None:
            return inside
        return not elsewhere(street, self.streets, self.projection, (lon_e7, lat_e7))


class Coded(Protocol):
    """Anything with a code."""

    @property
    def code(self) -> str:
        """Return the code."""
        ...


Thing = TypeVar("Thing", bound=Coded)


def _by_code(things: tuple[Thing, ...], code: str, key: str) -> Thing:
    for thing in things:
        if thing.code == code:
            return thing
    codes = ", ".join(thing.code for thing in things)
    raise Problem(Code.INVALID_INPUT, key=key, got=code, wanted=codes)
