"""The register's sheet: its columns, and the checks that need the city. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sanitation.catalog.city import City
from sanitation.errors import Problem
from sanitation.exchange.spec import Choice, Column, Fault, Kind, Row, Rows, SheetSpec
from sanitation.sites.rules import SiteState, ToiletKind, ToiletStatus

TOILET_VENUE = "public_toilet"
MOST_SIZE = 1_000_000
SITE_ID = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
TOILET_REQUIRED = ("toilet_class", "kind", "industry", "status")
TOILET_NUMBERS = (
    "stalls_women",
    "stalls_men",
    "stalls_unisex",
    "urinals",
    "stalls_accessible",
)
TOILET_FLAGS = ("third_toilet", "nursing_room")
TOILET = (*TOILET_REQUIRED, *TOILET_NUMBERS, *TOILET_FLAGS, "hours", "operator")
KINDS = (
    Choice(ToiletKind.DETACHED, "独立式", "detached"),
    Choice(ToiletKind.ATTACHED, "附属式", "attached"),
    Choice(ToiletKind.MOBILE, "活动式", "mobile"),
)
STATES = (
    Choice(SiteState.ACTIVE, "在用", "active"),
    Choice(SiteState.CLOSED, "已关闭", "closed"),
    Choice(SiteState.BUILDING, "在建", "under construction"),
)
STATUSES = (
    Choice(ToiletStatus.PLANNED, "规划", "planned"),
    Choice(ToiletStatus.BUILDING, "在建", "building"),
    Choice(ToiletStatus.OPEN, "开放", "open"),
    Choice(ToiletStatus.CLOSED_FOR_WORKS, "施工关闭", "closed for works"),
    Choice(ToiletStatus.DEMOLISHED, "拆除", "demolished"),
)


def spec(city: City) -> SheetSpec:
    """Return the sheet, with this city's venue types and industries as choices."""
    venues = tuple(Choice(v.id, v.name_zh, v.name_en) for v in city.venue_types)
    first = city.streets[0]
    return SheetSpec(
        "点位",
        "sites",
        (
            Column("site_id", "点位编号", "site number", required=True, most=54,
                   example=f"{first.code}-V01-00001",
                   help_zh="永久编号，不得重复使用", help_en="permanent, never used again"),
            Column("venue", "场所类型", "venue type", Kind.CHOICE, required=True, choices=venues,
                   example=venues[0].value),
            Column("street", "街道", "street", required=True, example=first.name_zh),
            Column("name", "名称", "name", required=True, least=1, most=120, example="示例路段"),
            Column("address", "地址", "address", most=200),
            Column("lon", "经度", "longitude", Kind.DECIMAL, required=True, unit="°",
                   example=str(first.label_lon)),
            Column("lat", "纬度", "latitude", Kind.DECIMAL, required=True, unit="°",
                   example=str(first.label_lat)),
            Column("size", "规模", "size", Kind.INTEGER, least=1, most=MOST_SIZE, example="1"),
            Column("opened_on", "启用日期", "opened on", Kind.DATE, example="2020-01-15"),
            Column("contractor", "企业", "contractor", most=120),
            Column("state", "点位状态", "state of the site", Kind.CHOICE, choices=STATES,
                   help_zh="仅供核对；关闭、启用请在点位页面办理",
                   help_en="only checked; a site is closed and opened on its page"),
            *_of_a_toilet(city),
        ),
    )  # fmt: skip


def _of_a_toilet(city: City) -> tuple[Column, ...]:
    industries = tuple(Choice(i.code, i.name_zh, i.name_en) for i in city.industries)
    return (
        Column("toilet_class", "公厕类别", "toilet class", Kind.INTEGER, least=1, most=3),
        Column("kind", "公厕形式", "kind of toilet", Kind.CHOICE, choices=KINDS),
        Column("industry", "行业", "industry", Kind.CHOICE, choices=industries),
        Column("stalls_women", "女厕位", "women's stalls", Kind.INTEGER, least=0, most=200),
        Column("stalls_men", "男厕位", "men's stalls", Kind.INTEGER, least=0, most=200),
        Column("stalls_unisex", "通用厕位", "unisex stalls", Kind.INTEGER, least=0, most=200),
        Column("urinals", "小便斗", "urinals", Kind.INTEGER, least=0, most=200),
        Column("stalls_accessible", "无障碍厕位", "accessible stalls", Kind.INTEGER, least=0,
               most=50),
        Column("third_toilet", "第三卫生间", "third toilet", Kind.BOOL),
        Column("nursing_room", "母婴室", "nursing room", Kind.BOOL),
        Column("hours", "开放时间", "opening hours", most=40,
               help_zh="公厕填写，如 06:00-22:00", help_en="of a toilet, such as 06:00-22:00"),
        Column("operator", "管理单位", "operator", most=120),
        Column("status", "状态", "status", Kind.CHOICE, choices=STATUSES),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row of the sheet, checked: what the register should hold."""

    row: int  # as a spreadsheet counts
    site_id: str
    site: dict[str, Any]
    toilet: dict[str, Any] | None
    state: SiteState | None = None  # only compared: an import closes and opens nothing


def wanted(
    city: City,
    rows: Rows,
    contractors: Mapping[str, int],
    opened: Callable[[str], date],
    seen: set[str],
) -> tuple[list[Wanted], list[Fault]]:
    """Check every row against the city; contractors: name -> key of those that exist.

    seen: numbers of the sheet's earlier parts; those of this one are added.

    opened: when a site opened whose row does not say; the same file read a day later
    must change nothing.
    """
    found: list[Wanted] = []
    faults: list[Fault] = []
    for row in rows.rows:
        wrong = [
            {"sheet": rows.sheet, "row": str(row.number), **fault}
            for fault in _faults(city, row, contractors, seen)
        ]
        seen.add(str(row.values.get("site_id")))
        faults += wrong
        if not wrong:
            found.append(_wanted(city, row, contractors, opened))
    return found, faults


def _faults(
    city: City, row: Row, contractors: Mapping[str, int], seen: set[str]
) -> Iterator[Fault]:
    values = row.values
    site_id = str(values.get("site_id"))
    if not set(site_id) <= SITE_ID:
        yield _fault("site_id", site_id, "A–Z, 0–9 and -")
    if site_id in seen:
        yield _fault("site_id", site_id, "each number once")
    try:
        city.resolve_street(str(values.get("street")))
    except Problem as problem:
        suggestions = str(problem.facts.get("suggestions", ""))
        yield _fault("street", str(values.get("street")), suggestions or "a street")
    yield from _place_faults(city, values)
    firm = values.get("contractor")
    if firm and str(firm) not in contractors:
        yield _fault("contractor", str(firm), "a contractor that has been enrolled")
    yield from _toilet_faults(city, values)


def _place_faults(city: City, values: Mapping[str, Any]) -> Iterator[Fault]:
    lon, lat = values.get("lon"), values.get("lat")
    if not isinstance(lon, Decimal) or not isinstance(lat, Decimal):
        return
    if city.bounds.holds(_e7(lon), _e7(lat)):
        yield from _street_faults(city, str(values.get("street")), lon, lat)
        return
    swapped = city.bounds.holds(_e7(lat), _e7(lon))
    hint = "longitude and latitude are swapped" if swapped else "a place in the city"
    yield _fault("lon", f"{lon}, {lat}", hint)


def _street_faults(city: City, named: str, lon: Decimal, lat: Decimal) -> Iterator[Fault]:
    try:
        street = city.resolve_street(named)
    except Problem:
        return  # told already
    if not city.may_lie_in(street, _e7(lon), _e7(lat)):
        yield _fault("lon", f"{lon}, {lat}", "a place inside the street that is named")


def _toilet_faults(city: City, values: Mapping[str, Any]) -> Iterator[Fault]:
    toilet = city.venue(str(values.get("venue"))).code == TOILET_VENUE
    for name in TOILET:
        value = values.get(name)
        if toilet and name in TOILET_REQUIRED and value in (None, ""):
            yield _fault(name, "", "a value: this is a public toilet")
        if not toilet and value not in (None, "", False):
            yield _fault(name, str(value), "nothing: this is no public toilet")


def _wanted(
    city: City, row: Row, contractors: Mapping[str, int], opened: Callable[[str], date]
) -> Wanted:
    values = row.values
    site_id = str(values["site_id"])
    site = {
        "venue": str(values["venue"]),
        "street": city.resolve_street(str(values["street"])).code,
        "name": str(values["name"]),
        "address": str(values.get("address") or ""),
        "lon_e7": _e7(values["lon"]),
        "lat_e7": _e7(values["lat"]),
        "size": values.get("size") or 1,
        "contractor_id": contractors.get(str(values.get("contractor") or "")),
        "opened_on": values.get("opened_on") or opened(site_id),
    }
    toilet = None
    if city.venue(str(site["venue"])).code == TOILET_VENUE:
        toilet = {name: values.get(name) for name in TOILET_REQUIRED}
        toilet |= {name: values.get(name) or 0 for name in TOILET_NUMBERS}
        toilet |= {name: bool(values.get(name)) for name in TOILET_FLAGS}
        toilet |= {name: str(values.get(name) or "") for name in ("hours", "operator")}
    state = SiteState(str(values["state"])) if values.get("state") else None
    return Wanted(row.number, site_id, site, toilet, state)


def _e7(value: Any) -> int:
    return int((Decimal(value) * 10**7).to_integral_value())


def _fault(column: str, got: str, wanted_text: str) -> Fault:
    return {"column": column, "got": got, "wanted": wanted_text}
