"""Keeps the archives of opened draws: made once, handed out as often as asked.

A bundle is a pure function of what lies in the database and among the files, but takes
seconds of work. The shelf remembers which archive belongs to which state of a draw; the
bytes lie in the blob store. After a restart each archive is made once more.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock

from sanitation.blobs import Blobs


@dataclass(frozen=True, slots=True)
class Shelf:
    """Digests of archives by the state of what they were made from."""

    _digests: dict[Hashable, str] = field(default_factory=dict)
    _making: Lock = field(default_factory=Lock)

    def take(self, blobs: Blobs, state: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return the archive of this state; one is made at a time, whoever else waits."""
        with self._making:
            if state in self._digests:
                try:
                    return blobs.get(self._digests[state])
                except KeyError:
                    pass  # the store was restored without it: made again below
            made = make()
            self._digests[state] = blobs.put(made)
            return made
