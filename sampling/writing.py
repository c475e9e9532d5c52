"""frame.csv from columns, byte by byte as `canonical.frame_bytes` writes it.

Source: protocol sanrandom-draw/1, section 2. Compiled where numba is installed (extra
`fast`); otherwise the plain path writes the same bytes.
"""

import numpy as np

from sampling import canonical
from sampling.columns import REASONS, Coded, Columns
from sampling.grammar import first_fault
from sampling.lanes import Bytes, compile_, compiled
from sampling.table import Codes, Ints

MINUS, ZERO, COMMA, LINE_END = b"-0,\n"
Texts = tuple[Bytes, Ints]  # all of a column's texts together, and where each begins


def frame_bytes(columns: Columns) -> bytes:
    """Write frame.csv from rows ascending by id: short where all are eligible.

    SamplingError names the row and column that break the grammar.
    """
    if not compiled() or first_fault(columns) is not None:
        return canonical.frame_bytes(columns.rows())  # which says what is wrong
    coded = [columns.street, columns.venue, columns.cell]
    numbers = [columns.size, columns.x, columns.y]
    full = columns.full
    if full:
        coded += [columns.birth, columns.last_drawn]
        coded.append(Coded(columns.reason.astype(np.int32) - 1, REASONS[1:]))
    header = f"{canonical.FULL if full else canonical.SHORT}\n".encode("ascii")
    at = _sizes(columns.names, coded, numbers)
    data = np.empty(len(header) + int(at.sum()), dtype=np.uint8)
    at = np.cumsum(at) - at + len(header)
    data[: len(header)] = np.frombuffer(header, dtype=np.uint8)
    _names(data, at, columns.names)
    for column in coded[:3]:
        _texts(data, at, column.code, *together(column))
    for number in numbers:
        _numbers(data, at, number)
    for column in coded[3:]:
        _texts(data, at, column.code, *together(column))
    data[at] = LINE_END
    return data.tobytes()


def together(column: Coded) -> Texts:
    """Return a column's texts as one row of bytes and where each begins; the empty last."""
    parts = [text.encode() for text in (*column.texts, "")]
    starts = np.cumsum([0, *map(len, parts)], dtype=np.int64)
    return np.frombuffer(b"".join(parts) or b"\0", dtype=np.uint8), starts


def _sizes(names: Bytes, coded: list[Coded], numbers: list[Ints]) -> Ints:
    """Count the bytes of each row: a comma before every field but the first, a line end."""
    found = np.full(len(names), len(coded) + len(numbers) + 1, dtype=np.int64)
    _add_signs(found, names)
    for column in coded:
        _add_lengths(found, column.code, np.diff(together(column)[1]))
    for number in numbers:
        _add_digits(found, number)
    return found


@compile_
def _add_signs(found: Ints, names: Bytes) -> None:
    for row in range(len(names)):
        for column in range(names.shape[1]):
            found[row] += names[row, column] != 0


@compile_
def _add_lengths(found: Ints, code: Codes, lengths: Ints) -> None:
    for row in range(len(code)):
        found[row] += lengths[code[row]]  # the last one, of no text, for -1


@compile_
def _add_digits(found: Ints, numbers: Ints) -> None:
    for row in range(len(numbers)):
        rest = abs(numbers[row]) // 10
        found[row] += 1 + (numbers[row] < 0)
        while rest:
            rest //= 10
            found[row] += 1


@compile_
def _names(data: Bytes, at: Ints, names: Bytes) -> None:
    """Write each row's id and move its place on."""
    for row in range(len(names)):
        place = at[row]
        for column in range(names.shape[1]):
            if names[row, column]:
                data[place] = names[row, column]
                place += 1
        at[row] = place


@compile_
def _texts(data: Bytes, at: Ints, code: Codes, texts: Bytes, starts: Ints) -> None:
    """Write a comma and each row's text, the last one where it has none."""
    for row in range(len(code)):
        which = code[row] if code[row] >= 0 else len(starts) - 2
        place = at[row]
        data[place] = COMMA
        for sign in range(starts[which], starts[which + 1]):
            place += 1
            data[place] = texts[sign]
        at[row] = place + 1


@compile_
def _numbers(data: Bytes, at: Ints, numbers: Ints) -> None:
    """Write a comma and each row's number in decimal."""
    signs = np.empty(20, dtype=np.uint8)
    for row in range(len(numbers)):
        rest, count, place = abs(numbers[row]), 0, at[row]
        data[place] = COMMA
        if numbers[row] < 0:
            place += 1
            data[place] = MINUS
        while rest or not count:
            signs[count] = ZERO + rest % 10
            rest //= 10
            count += 1
        for sign in range(count - 1, -1, -1):
            place += 1
            data[place] = signs[sign]
        at[row] = place + 1
