"""A register of about 45 000 made-up sites, the same on every machine for one seed."""

import csv
import io
import random
from collections.abc import Iterator, Mapping

from sanitation.catalog.city import City
from sanitation.catalog.places import Street

# Sites a street has on average, by the code name of the venue type.
AVERAGE: Mapping[str, int] = {
    "road": 178,
    "public_service": 58,
    "urban_village": 44,
    "residential_industrial": 96,
    "market": 9,
    "commercial_street": 44,
    "square_park": 46,
    "footbridge": 26,
    "construction": 30,
    "transfer_station": 12,
    "sanitation_vehicle": 34,
    "public_toilet": 40,
}
NAMES: Mapping[str, tuple[str, ...]] = {
    "road": ("路段", "大道段", "支路段"),
    "public_service": ("小学周边", "社康中心周边", "政务大厅周边", "图书馆周边"),
    "urban_village": ("旧村巷", "新村巷", "围村巷"),
    "residential_industrial": ("花园", "工业园", "小区"),
    "market": ("集贸市场", "农贸市场"),
    "commercial_street": ("商业街段", "步行街段"),
    "square_park": ("公园片区", "广场片区"),
    "footbridge": ("人行天桥", "地下通道"),
    "construction": ("项目工地", "改造工地"),
    "transfer_station": ("垃圾转运站",),
    "sanitation_vehicle": ("清扫车", "洒水车", "收运车"),
    "public_toilet": ("公厕",),
}
SPREAD_M = 1500  # standard deviation of a site's place around its street's label point
CLASSES = (1, 2, 2, 3, 3, 3)
HOURS = ("00:00-24:00", "06:00-22:00", "06:00-23:00", "07:00-21:00")


def sites(city: City, dice: random.Random) -> Iterator[dict[str, str]]:
    """Give one row a site, with the keys of the register's import sheet."""
    for street in city.streets:
        scale = dice.uniform(0.72, 1.28)
        for venue in city.venue_types:
            if venue.code == "urban_village" and not street.has_urban_village:
                continue
            for number in range(1, round(AVERAGE.get(venue.code, 20) * scale) + 1):
                row = _site(city, street, venue.id, venue.code, number, dice)
                yield row | (_toilet(city, dice) if venue.code == "public_toilet" else {})


def register_csv(city: City, seed: int, contractors: Mapping[str, str]) -> bytes:
    """Return the whole register as a CSV for the import; contractors: street -> firm's name."""
    dice = random.Random(seed)  # noqa: S311  made-up data, meant to repeat
    rows = [row | {"contractor": contractors[row["street"]]} for row in sites(city, dice)]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _site(
    city: City, street: Street, venue: str, kind: str, number: int, dice: random.Random
) -> dict[str, str]:
    lon, lat = _point(city, street, dice)
    name = (
        f"{street.name_zh.removesuffix('街道')}{dice.choice(NAMES[kind])}{number}号(示例)"
    )
    return {
        "site_id": f"{street.code}-{venue}-{number:05d}",
        "venue": venue,
        "street": street.code,
        "name": name,
        "address": "",
        "lon": f"{lon / 1e7:.7f}",
        "lat": f"{lat / 1e7:.7f}",
        "size": str(dice.choice((1, 1, 1, 2, 2, 3))),
        "opened_on": f"20{dice.randint(10, 24)}-0{dice.randint(1, 9)}-15",
    }


def _point(city: City, street: Street, dice: random.Random) -> tuple[int, int]:
    x0, y0 = city.to_metres(*street.label_e7)
    while True:
        x = x0 + round(dice.gauss(0, SPREAD_M))
        y = y0 + round(dice.gauss(0, SPREAD_M))
        lon, lat = city.projection.to_degrees(x, y)
        if city.bounds.holds(lon, lat):
            return lon, lat


def _toilet(city: City, dice: random.Random) -> dict[str, str]:
    women = dice.randint(2, 10)
    return {
        "toilet_class": str(dice.choice(CLASSES)),
        "kind": dice.choice(("detached", "attached", "attached", "mobile")),
        "industry": dice.choice(city.industries).code,
        "stalls_women": str(women),
        "stalls_men": str(dice.randint(1, 5)),
        "stalls_unisex": str(dice.choice((0, 0, 1))),
        "urinals": str(dice.randint(0, 4)),
        "stalls_accessible": str(dice.choice((0, 1, 1))),
        "third_toilet": dice.choice(("yes", "no")),
        "nursing_room": dice.choice(("yes", "no", "no")),
        "hours": dice.choice(HOURS),
        "operator": "",
        "status": "open",
    }
