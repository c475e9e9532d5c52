"""Places as plain values: districts, streets, and where a point lies in metres."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

E7 = 10_000_000  # degrees are kept as whole ten-millionths


@dataclass(frozen=True, slots=True)
class District:
    """A ranked district; statutory_code is None where it ranks without having a code."""

    code: str
    name_zh: str
    name_en: str
    ranked: bool
    statutory_code: str | None
    order: int
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Street:
    """A street; its district is an attribute and is never read off the code.

    label_lon, label_lat: degrees, WGS 84, approximate, for labels on a map only.
    """

    code: str
    name_zh: str
    name_en: str
    district_code: str
    has_urban_village: bool
    label_lon: float
    label_lat: float
    aliases: tuple[str, ...] = ()

    @property
    def label_e7(self) -> tuple[int, int]:
        """Return the label point in ten-millionths of a degree: longitude, latitude."""
        return round(self.label_lon * E7), round(self.label_lat * E7)


@dataclass(frozen=True, slots=True)
class Zone:
    """An entry of the statistical codes that looks like a street and is none."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Projection:
    """Whole metres east and north of an origin; good to 0.1 % within a city."""

    origin_lon_e7: int
    origin_lat_e7: int
    metres_per_degree_lon: int
    metres_per_degree_lat: int

    def to_metres(self, lon_e7: int, lat_e7: int) -> tuple[int, int]:
        """Return x, y in metres; whole numbers only, so every machine agrees."""
        return (
            _rounded((lon_e7 - self.origin_lon_e7) * self.metres_per_degree_lon, E7),
            _rounded((lat_e7 - self.origin_lat_e7) * self.metres_per_degree_lat, E7),
        )

    def to_degrees(self, x: int, y: int) -> tuple[int, int]:
        """Return longitude, latitude in ten-millionths of a degree of a point in metres."""
        return (
            self.origin_lon_e7 + _rounded(x * E7, self.metres_per_degree_lon),
            self.origin_lat_e7 + _rounded(y * E7, self.metres_per_degree_lat),
        )


def _rounded(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The box around the city, ten-millionths of a degree."""

    west_e7: int
    south_e7: int
    east_e7: int
    north_e7: int

    def holds(self, lon_e7: int, lat_e7: int) -> bool:
        """Tell whether a point lies in the box, its edge included."""
        return (
            self.west_e7 <= lon_e7 <= self.east_e7
            and self.south_e7 <= lat_e7 <= self.north_e7
        )


def folded(text: str) -> str:
    """Return a spelling for comparing: one width, no spaces or quotes, lower case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "'’")


def street_spellings(street: Street, suffixes: Iterable[str]) -> frozenset[str]:
    """Return every spelling that names the street: code, names, aliases, suffix or none."""
    full = folded(street.name_zh)
    ends = sorted(map(folded, suffixes), key=len, reverse=True)
    stem = next((full.removesuffix(end) for end in ends if full.endswith(end)), full)
    english = folded(street.name_en)
    names = {street.code, full, stem, english, english.removesuffix("subdistrict")}
    return frozenset(
        names | {stem + end for end in ends} | set(map(folded, street.aliases))
    )


def district_spellings(district: District) -> frozenset[str]:
    """Return every spelling that names the district."""
    names = (
        district.code,
        district.statutory_code or "",
        district.name_zh,
        district.name_en,
    )
    return frozenset({folded(name) for name in (*names, *district.aliases)} - {""})


def parted(wanted: str, districts: Iterable[District]) -> Iterator[tuple[str, str]]:
    """Split a folded text into street name and district code, wherever it names both.

    Knows `street(district)` and `district street`, as printed tables write them.
    """
    for district in districts:
        for name in district_spellings(district):
            if wanted.endswith(f"({name})"):
                yield wanted.removesuffix(f"({name})"), district.code
            if wanted.startswith(name) and wanted != name:
                yield wanted.removeprefix(name), district.code
