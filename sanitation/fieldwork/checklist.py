"""The checklist of one venue type, cut from the rubric the draw pinned."""

from dataclasses import dataclass

from sanitation.blobs import Blobs
from sanitation.catalog.city import City
from sanitation.catalog.rubrics import rubric_texts
from sanitation.draws.models import Task
from scoring import rubric


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One indicator as people read it; deduction and cap in marks."""

    code: str
    name_zh: str
    name_en: str
    finding_zh: str
    finding_en: str
    group: str
    deduct: int
    cap: int


@dataclass(frozen=True, slots=True)
class Checklist:
    """All indicators of a venue type, in the order of the rubric."""

    venue: str
    rubric_sha256: str
    items: tuple[ChecklistItem, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the indicators' codes."""
        return tuple(item.code for item in self.items)


def checklist_for(city: City, blobs: Blobs, task: Task) -> Checklist:
    """Return the checklist a task is done with."""
    return checklist(city, blobs, task.draw.rubric_sha256, task.site.venue)


def checklist(city: City, blobs: Blobs, rubric_sha256: str, venue: str) -> Checklist:
    """Return the checklist of a venue type under the rubric with this digest."""
    items = _items(city, blobs, rubric_sha256)
    return Checklist(venue, rubric_sha256, items.get(venue, ()))


def _items(
    city: City, blobs: Blobs, rubric_sha256: str
) -> dict[str, tuple[ChecklistItem, ...]]:
    key = (city.digest, rubric_sha256)
    if key not in _PARSED:
        _PARSED[key] = _parsed(city, blobs.get(rubric_sha256))
    return _PARSED[key]


# A rubric never changes under its digest, so what was parsed once is kept.
_PARSED: dict[tuple[str, str], dict[str, tuple[ChecklistItem, ...]]] = {}


def _parsed(city: City, data: bytes) -> dict[str, tuple[ChecklistItem, ...]]:
    parsed = rubric.parse(data)
    texts = rubric_texts(city, parsed.id)
    found: dict[str, list[ChecklistItem]] = {}
    for item in parsed.items:
        text = texts.get(item.id, {})
        line = ChecklistItem(
            code=item.id,
            name_zh=text.get("name_zh", item.id),
            name_en=text.get("name_en", item.id),
            finding_zh=text.get("finding_zh", ""),
            finding_en=text.get("finding_en", ""),
            group=item.group,
            deduct=item.each,
            cap=item.cap or 0,
        )
        for venue in item.venues:
            found.setdefault(venue, []).append(line)
    return {venue: tuple(lines) for venue, lines in found.items()}
