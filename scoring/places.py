"""At which line of a TOML file each key stands, so that a fault can be pointed at.

    lines_of(text) -> {"steps[3].rule": 41, ...}
    line_at(lines, place) -> the line of a key, or of the nearest table around it

The standard reader tells no positions. This one reads nothing but positions, of a text the
standard reader has accepted, and names keys as messages do: elements count from 1.
"""

import re
from collections.abc import Mapping

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
TEXT = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' r"'''.*?'{3,5}|" r'"(?:\\.|[^"\\])*"|' r"'[^']*'", re.S
)
BARE = re.compile(r"[A-Za-z0-9_-]+")
OTHER = re.compile(r"[^,\]}#\n]*")


def lines_of(text: str) -> Mapping[str, int]:
    """Return the line of every key and element, counted from 1."""
    return _Reader(text).read()


def line_at(lines: Mapping[str, int], place: str) -> int | None:
    """Return the line of a place, or of what it lies in; None if nothing of it is there."""
    while place:
        if place in lines:
            return lines[place]
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return None


class _Reader:
    """Walks once over the text; `at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.lines: dict[str, int] = {}
        self.tables: dict[str, int] = {}

    def read(self) -> Mapping[str, int]:
        """Walk over every statement."""
        prefix = ""
        self._skip(BLANK)
        while self.at < len(self.text):
            prefix = self._header() if self.text[self.at] == "[" else self._pair(prefix)
            self._skip(BLANK)
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def _note(self, place: str) -> None:
        self.lines.setdefault(place, self.text.count("\n", 0, self.at) + 1)

    def _header(self) -> str:
        """Read `[name]` or `[[name]]` and return the way to what follows."""
        double = self.text.startswith("[[", self.at)
        start, self.at = self.at, self.at + 1 + double
        name = self._key()
        end, self.at = self.at + 1 + double, start
        if double:
            self._note(name)
            self.tables[name] = self.tables.get(name, 0) + 1
            name = f"{name}[{self.tables[name]}]"
        self._note(name)
        self.at = end
        return name

    def _pair(self, prefix: str) -> str:
        """Read `key = value`; the way to it stays as it was."""
        start = self.at
        name = self._key()
        self.at, end = start, self.at
        whole = f"{prefix}.{name}" if prefix else name
        for part in self._ways(whole, len(prefix)):
            self._note(part)
        self.at = end + 1  # the equals sign
        self._value(whole)
        return prefix

    def _ways(self, whole: str, known: int) -> list[str]:
        """Return the place itself and, for a dotted key, the tables it opens."""
        ends = [n for n, sign in enumerate(whole) if sign == "." and n > known]
        return [*(whole[:end] for end in ends), whole]

    def _key(self) -> str:
        parts = []
        while True:
            self._skip(SPACE)
            quoted = self._skip(TEXT)
            parts.append(quoted[1:-1] if quoted else self._skip(BARE))
            self._skip(SPACE)
            if not self.text.startswith(".", self.at):
                return ".".join(parts)
            self.at += 1

    def _value(self, place: str) -> None:
        self._skip(BLANK)
        self._note(place)
        opening = self.text[self.at : self.at + 1]
        if opening not in ("{", "["):
            if not self._skip(TEXT):
                self._skip(OTHER)
            return
        self.at += 1
        number = 0
        self._skip(BLANK)
        while self.at < len(self.text) and self.text[self.at] not in "}]":
            number += 1
            if opening == "{":
                self._pair(place)
            else:
                self._value(f"{place}[{number}]")
            self._skip(BLANK)
            self.at += self.text.startswith(",", self.at)
            self._skip(BLANK)
        self.at += 1
