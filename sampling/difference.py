"""The first difference between what a bundle says and what follows from it."""

from itertools import zip_longest

from sampling.types import SamplingError


def same(where: str, what: str, got: str, wanted: str) -> None:
    """Refuse one value: SamplingError names the place, what was got and what was wanted."""
    if got != wanted:
        raise SamplingError(f"{what}: got {got}, wanted {wanted}", where=where)


def same_table(name: str, got: bytes, wanted: bytes) -> None:
    """Refuse a file at the first row that differs."""
    if got == wanted:  # nearly always, and rows of a million would fill the memory
        return
    pairs = zip_longest(got.split(b"\n"), wanted.split(b"\n"))
    for number, (one, other) in enumerate(pairs, start=1):
        same(f"{name} row {number}", "row", _shown(one), _shown(other))


def table(name: str, data: bytes, *columns: str) -> list[dict[str, str]]:
    """Read a plain table; SamplingError if a column is missing or a row has gaps."""
    lines = data.decode("utf-8", "replace").split("\n")
    names = lines[0].split(",")
    if lines[-1] != "" or not set(columns) <= set(names):
        raise SamplingError(f"wanted columns {', '.join(columns)}", where=name)
    rows = []
    for number, line in enumerate(lines[1:-1], start=2):
        fields = line.split(",")
        if len(fields) != len(names):
            raise SamplingError(
                f"got {len(fields)} fields, wanted {len(names)}",
                where=f"{name} row {number}",
            )
        rows.append(dict(zip(names, fields, strict=True)))
    return rows


def whole(text: str, where: str) -> int:
    """Read a whole number as it is written in the files; SamplingError if it is none."""
    try:
        number = int(text)
    except ValueError:
        number = None
    if number is None or str(number) != text:
        raise SamplingError(f"got {text!r}, wanted a whole number", where=where)
    return number


def _shown(line: bytes | None) -> str:
    return "nothing" if line is None else repr(line)[2:-1]
