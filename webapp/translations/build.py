"""Translations: gather the parts into one catalogue, compile it, and prove it complete.

    python webapp/translations/build.py            write messages.po and messages.mo
    python webapp/translations/build.py --check    list what is missing or double

Every part of the product keeps its Chinese in `parts/<part>.po`; the merged catalogue is
made, never edited and not kept. English is the source text and needs no catalogue.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LOCALE = "zh_Hans_CN"
PACKAGES = ("webapp", "sanitation")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|\{\w+\}")
JINJA = {"newstyle_gettext": "true", "silent": "false", "encoding": "utf-8"}

TextId = str | tuple[str, ...] | list[str]


@dataclass(frozen=True, slots=True)
class Use:
    """One text a person may see, and where the source says it."""

    text: TextId
    file: Path
    line: int

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT).as_posix()}:{self.line}: {shown(self.text)}"


def shown(text: TextId) -> str:
    return repr(text if isinstance(text, str) else text[0])


def part_files(folder: Path = HERE / "parts") -> list[Path]:
    return sorted(folder.glob("*.po"))


def read_part(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale=LOCALE, abort_invalid=True)


def texts_of(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def is_translated(message: Message) -> bool:
    given = message.string or ""
    strings = [given] if isinstance(given, str) else list(given)
    return bool(strings) and all(text.strip() for text in strings)


def merge(files: Iterable[Path]) -> Catalog:
    """One catalogue of all parts; the first part, by name, gives the text."""
    whole = Catalog(locale=LOCALE, project="sanitation", fuzzy=False)
    for file in files:
        for message in texts_of(read_part(file)):
            if message.id not in whole and is_translated(message):
                whole.add(message.id, message.string, flags=message.flags - {"fuzzy"})
    return whole


def conflicts(files: Iterable[Path]) -> list[str]:
    """Texts that two parts translate differently: one word per thing, everywhere."""
    given: dict[TextId, dict[object, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in files:
        for message in texts_of(read_part(file)):
            if is_translated(message):
                given[shown(message.id)][str(message.string)].append(file.name)
    return [
        f"{text} is translated differently: "
        + "; ".join(f"{string} in {', '.join(names)}" for string, names in strings.items())
        for text, strings in given.items()
        if len(strings) > 1
    ]


def placeholders(texts: TextId) -> set[str]:
    every = [texts] if isinstance(texts, str) else texts
    return {name for text in every for name in PLACEHOLDER.findall(text)}


def misplaced(files: Iterable[Path]) -> list[str]:
    """Translations whose placeholders differ from those of the source text."""
    return [
        f"{file.name}: {shown(message.id)}: placeholders differ in {message.string!r}"
        for file in files
        for message in texts_of(read_part(file))
        if is_translated(message)
        and placeholders(message.id) != placeholders(message.string or "")
    ]


def source_files(root: Path = ROOT) -> Iterator[tuple[Path, str]]:
    """Every file that may hold text for people, with the name of its extractor."""
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*.py")):
            if "node_modules" not in file.parts:
                yield file, "python"
    for file in sorted((root / "webapp" / "templates").rglob("*")):
        if file.is_file() and file.suffix in {".html", ".txt", ".xml"}:
            yield file, "jinja2.ext:babel_extract"


def uses(files: Iterable[tuple[Path, str]]) -> Iterator[Use]:
    """Every text handed to a gettext function. Two-part texts keep both parts."""
    for file, method in files:
        options = JINJA if method != "python" else {"encoding": "utf-8"}
        found = extract_from_file(method, file, KEYWORDS, options=options)
        for line, text, _comments, _context in found:
            if text:
                yield Use(text, file, line)


def missing(found: Iterable[Use], catalog: Catalog) -> list[str]:
    """Every use whose text has no Chinese, once per text."""
    seen: set[str] = set()
    lines = []
    for use in found:
        key = use.text if isinstance(use.text, str) else use.text[0]
        if key in seen:
            continue
        seen.add(key)
        if use.text not in catalog and key not in catalog:
            lines.append(f"{use} has no {LOCALE} translation")
    return lines


def check(found: Iterable[Use], files: list[Path]) -> list[str]:
    """All faults of the parts against the uses; empty when complete."""
    return [*missing(found, merge(files)), *conflicts(files), *misplaced(files)]


def compile_catalogue(files: list[Path], folder: Path = HERE) -> Path:
    """Write messages.po, to read, and messages.mo, to run; return the latter."""
    target = folder / LOCALE / "LC_MESSAGES"
    target.mkdir(parents=True, exist_ok=True)
    catalog = merge(files)
    with (target / "messages.po").open("wb") as stream:
        write_po(stream, catalog, omit_header=False, sort_output=True)
    with (target / "messages.mo").open("wb") as stream:
        write_mo(stream, catalog)
    return target / "messages.mo"


def main(arguments: list[str]) -> int:
    files = part_files()
    if "--check" not in arguments:
        compile_catalogue(files)
        return 0
    faults = check(uses(source_files()), files)
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201 this is a command
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
