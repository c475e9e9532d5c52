"""A register of a million sites through the command line, from the file to the verdict.

`python -m benchmarks.million [sites]`. Each step is a process of its own, as a person
would start it: seconds and the most memory it held. The home is temporary
and the quarter a rehearsal. The limit for each step is a minute and 1.5 GB, and five
minutes for the import, which writes four tables.
"""

import csv
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks._report import report, report_ratio
from sanitation.bootstrap import build, settings_here
from sanitation.catalog.city import City
from sanitation.demo.cast import gather

SITES, TEAMS = 1_000_000, 200
LIMIT_GB, LIMIT_S = 1.5, {"import": 300.0}

HEADER = (
    "site_id", "venue", "street", "name", "address", "lon", "lat", "size",
    "toilet_class", "kind", "industry", "status",
)  # fmt: skip


def write_register(city: City, sites: int, path: Path) -> None:
    """Write made-up sites in equal numbers for each street and venue type."""
    dice = random.Random(1)
    pairs = [(street, venue) for street in city.streets for venue in city.venue_types]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for number in range(sites):
            street, venue = pairs[number * len(pairs) // sites]
            x, y = city.to_metres(*street.label_e7)
            place = round(dice.gauss(x, 1500)), round(dice.gauss(y, 1500))
            lon, lat = city.projection.to_degrees(*place)
            toilet = venue.code == "public_toilet"
            out.writerow(
                (
                    f"{street.code}-{venue.id}-{number:08d}", venue.id, street.code,
                    f"{venue.name_zh}{number}", "", f"{lon / 1e7:.7f}", f"{lat / 1e7:.7f}",
                    dice.randint(1, 30),
                    *((2, "detached", city.industries[0].code, "open") if toilet else ("",) * 4),
                )
            )  # fmt: skip


def run(*arguments: str, home: Path) -> tuple[str, float, float]:
    """Run a command; return what it printed, its seconds and the GB it held at most."""
    answer = home / "answer.txt"
    environment = os.environ | {"SANITATION_HOME": str(home), "NO_COLOR": "1"}
    begun = time.perf_counter()
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", *arguments],
        environment,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, str(answer), 0o1101, 0o600)],
    )
    _, status, used = os.wait4(process, 0)
    took = time.perf_counter() - begun
    if status:
        raise SystemExit(f"{' '.join(arguments)} ended with {status}")
    return answer.read_text(), took, used.ru_maxrss / 2**20


def step(name: str, *arguments: str, home: Path, sites: int) -> str:
    """Run one step of the product and print what it took."""
    said, took, held = run(*arguments, home=home)
    limit = LIMIT_S.get(name, 60.0) * max(1.0, sites / SITES)
    report(f"{name}, {sites} sites", took, limit, "seconds, the limit", "<= 1")
    report_ratio(f"{name}, memory", held, LIMIT_GB, "GB, the limit", "<= 1")
    return said


def quarter(home: Path, sites: int) -> None:
    """Import, freeze, commit, draw, open, publish and verify."""
    services = build(settings_here())
    file, bundle = home / "register.csv", home / "bundle.zip"
    write_register(services.city, sites, file)
    today = datetime.now(UTC).date()
    label = f"{today.year}Q{(today.month + 2) // 3}"
    gather(services, label, TEAMS, 1)

    def product(name: str, *arguments: str) -> str:
        return step(name, "sanitation", *arguments, home=home, sites=sites)

    product("import", "sites", "import", str(file), "--reason", "benchmark")
    product("freeze", "frames", "freeze", label)
    for number in (1, 2, 3):
        product("hand in", "draws", "hand-in", label, "--as", f"trustee{number}")
    days = (today - timedelta(days=60)).isoformat(), (today - timedelta(days=7)).isoformat()
    said = product(
        "commit", "draws", "commit", label, "--teams", str(TEAMS), "--rehearsal",
        "--first-day", days[0], "--last-day", days[1],
    )  # fmt: skip
    draw = said.split()[1]
    for handle in ("office", "office2"):
        product("dice", "draws", "dice", draw, "1" * 20, "--as", handle)
    product("draw", "draws", "beacon", draw, "--randomness", "ab" * 32)
    product("open", "draws", "open", draw)
    product("bundle", "draws", "bundle", draw, str(bundle))
    product("verify", "draws", "verify", str(bundle))
    step("verify alone", "sampling", "verify", str(bundle), home=home, sites=sites)


def main() -> None:
    """Make a home for the time of the run; the number of sites may be given."""
    sites = int(sys.argv[1]) if len(sys.argv) > 1 else SITES
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SANITATION_HOME"] = folder
        run("sanitation", "db", "upgrade", home=Path(folder))
        quarter(Path(folder), sites)


if __name__ == "__main__":
    main()
