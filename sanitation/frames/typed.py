"""From what a person types to streets, venue types and numbers; names and codes are read."""

import re
from collections.abc import Callable, Iterable

from sanitation.catalog.city import City
from sanitation.errors import Code, Problem

PAIR = re.compile(r"(.+?)\s*[=:＝：,，\s]\s*([0-9]{1,7})")
BETWEEN = re.compile(r"[\s/,，、]+")


def street_numbers(city: City, field: str, lines: Iterable[str]) -> dict[str, int]:
    """Read lines such as `Xin'an=80`: street code -> sites; INVALID_INPUT names the line."""
    return _numbers(field, lines, lambda name: city.resolve_street(name).code)


def venue_numbers(city: City, field: str, lines: Iterable[str]) -> dict[str, int]:
    """Read lines such as `V12=250`: venue type's code -> sites."""
    return _numbers(field, lines, lambda name: city.resolve_venue(name).id)


def strata(city: City, field: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Read lines of a street and a venue type, or of a stratum's id, to ids of strata."""
    return tuple(_stratum(city, field, line) for line in _filled(lines))


def _numbers(
    field: str, lines: Iterable[str], code_of: Callable[[str], str]
) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in _filled(lines):
        pair = PAIR.fullmatch(line)
        if pair is None:
            raise _refused(field, line, "a name or code, =, a whole number")
        code = code_of(pair[1])
        if code in found:
            raise _refused(field, line, "each place once")
        found[code] = int(pair[2])
    return found


def _stratum(city: City, field: str, line: str) -> str:
    parts = BETWEEN.split(line)
    if len(parts) == 1 and "-" in line:
        parts = line.split("-", 1)
    if len(parts) != 2:
        raise _refused(field, line, "a street's code, -, a venue type's code")
    return f"{city.resolve_street(parts[0]).code}-{city.resolve_venue(parts[1]).id}"


def _filled(lines: Iterable[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _refused(field: str, got: str, wanted: str) -> Problem:
    row = {"column": field, "got": got, "wanted": wanted}
    return Problem(Code.INVALID_INPUT, rows=(row,), field=field)
