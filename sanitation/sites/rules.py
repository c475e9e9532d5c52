"""What a site may be. Pure."""

from enum import StrEnum


class SiteState(StrEnum):
    """Whether a site can be drawn."""

    ACTIVE = "active"
    CLOSED = "closed"
    BUILDING = "building"


class ToiletKind(StrEnum):
    """How a toilet stands (独立式、附属式、活动式)."""

    DETACHED = "detached"
    ATTACHED = "attached"
    MOBILE = "mobile"


class ToiletStatus(StrEnum):
    """A toilet's life, from plan to demolition."""

    PLANNED = "planned"
    BUILDING = "building"
    OPEN = "open"
    CLOSED_FOR_WORKS = "closed_for_works"
    DEMOLISHED = "demolished"
