"""`python -m sampling verify FOLDER`: check a published draw with nothing but Python.

The one place here that reads files, so that a citizen needs no server of ours. FOLDER is
the bundle unpacked; the ZIP as downloaded, or the files one by one, do as well.
"""

import argparse
import glob
import sys
import zipfile

from sampling.types import Outcome, Verdict
from sampling.verify import verify

LAST_LINE = {
    Outcome.REPLAYS: "The draw replays.",
    Outcome.UNVERIFIED: "NOT VERIFIED: the trustees' shares are missing or not the pinned ones.",
    Outcome.BROKEN: "The draw does NOT replay.",
}
CLEAR = "\r" + " " * 60 + "\r"


def main(arguments: list[str] | None = None) -> int:
    """Check a bundle; 0 if every rule that could be asked holds, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m sampling", description=__doc__)
    parser.add_argument(
        "verify", nargs="?", help="the one thing there is to do; may be left out"
    )
    parser.add_argument("paths", nargs="+", help="a folder, a ZIP, or the files themselves")
    given = parser.parse_args(arguments)
    first = [] if given.verify in (None, "verify") else [given.verify]
    shown = sys.stderr.isatty()
    verdict = verify(read([*first, *given.paths]), tell if shown else None)
    if shown:
        sys.stderr.write(CLEAR)
    sys.stdout.write(report(verdict))
    return 0 if verdict.ok else 1


def read(paths: list[str]) -> dict[str, bytes]:
    """Return name -> bytes of all files that the paths lead to."""
    files: dict[str, bytes] = {}
    for path in paths:
        if path.endswith(".zip"):
            with zipfile.ZipFile(path) as packed:
                files |= {name: packed.read(name) for name in packed.namelist()}
            continue
        inside = glob.glob(f"{glob.escape(path)}/*")  # noqa: PTH207 - pathlib is no part of this package
        for one in inside or [path]:
            with open(one, "rb") as file:  # noqa: PTH123 - nor here
                files[one.replace("\\", "/").rsplit("/", 1)[-1]] = file.read()
    return files


def tell(rule: str, rules: int) -> None:
    """Say at a terminal which rule is asked now: a large frame takes its time."""
    sys.stderr.write(f"{CLEAR}asking {rules} rules, now: {rule}")
    sys.stderr.flush()


def report(verdict: Verdict) -> str:
    """Say in lines what holds, what is broken and where, and what was not checked."""
    lines = []
    for check in verdict.checks:
        lines.append(f"{'holds ' if check.ok else 'BROKEN'}  {check.rule}")
        if not check.ok:
            lines.append(f"        {check.where}: {check.detail}")
    lines += [f"not checked  {one}" for one in verdict.not_checked]
    replayed = any(check.rule == "sample" for check in verdict.checks)
    if verdict.ok and not replayed:
        lines.append("All holds so far; no sample was given.")
    else:
        lines.append(LAST_LINE[verdict.outcome])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
