"""What moved between two results, and by how much."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.result import Figure, Result


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that is not the same in both results; None: it is empty, or not there."""

    level: str
    area: str
    column: str
    before: Fraction | str | None
    after: Fraction | str | None
    rank_before: int | None
    rank_after: int | None

    @property
    def difference(self) -> Fraction | None:
        """Return after - before where both are numbers."""
        if isinstance(self.before, Fraction) and isinstance(self.after, Fraction):
            return self.after - self.before
        return None


def moves(before: Result, after: Result, levels: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """List every figure that moved, by level, column and area; all levels unless named."""
    found = []
    for level in levels or after.levels():
        names = [*before.columns(level)] if level in before.levels() else []
        names += [name for name in after.columns(level) if name not in names]
        for name in names:
            old, new = _figures(before, level, name), _figures(after, level, name)
            for area in sorted(old.keys() | new.keys()):
                move = _move(level, area, name, old.get(area), new.get(area))
                if move is not None:
                    found.append(move)
    return tuple(found)


def _figures(result: Result, level: str, name: str) -> dict[str, Figure]:
    if level not in result.levels() or name not in result.columns(level):
        return {}
    return dict(result.figures(level, name))


def _move(
    level: str, area: str, name: str, old: Figure | None, new: Figure | None
) -> Move | None:
    before, after = _shown(old), _shown(new)
    ranks = (None if old is None else old.rank, None if new is None else new.rank)
    if before == after and ranks[0] == ranks[1]:
        return None
    return Move(level, area, name, before, after, *ranks)


def _shown(figure: Figure | None) -> Fraction | str | None:
    if figure is None:
        return None
    return figure.label if figure.label is not None else figure.value
