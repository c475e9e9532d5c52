"""`python -m sampling FOLDER/*`: check a published draw with nothing but Python.

The one place here that reads files, so that a citizen needs no server of ours.
"""

import argparse
import sys

from sampling.types import Verdict
from sampling.verify import verify


def main(arguments: list[str] | None = None) -> int:
    """Check the files named; 0 if every rule that could be asked holds, 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m sampling", description=__doc__)
    parser.add_argument("files", nargs="+", help="the bundle's files, such as FOLDER/*")
    files = {}
    for path in parser.parse_args(arguments).files:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib is no part of this package
            files[path.replace("\\", "/").rsplit("/", 1)[-1]] = file.read()
    verdict = verify(files)
    sys.stdout.write(report(verdict))
    return 0 if verdict.ok else 1


def report(verdict: Verdict) -> str:
    """Say in lines what holds, what is broken and where, and what was not checked."""
    lines = []
    for check in verdict.checks:
        lines.append(f"{'holds ' if check.ok else 'BROKEN'}  {check.rule}")
        if not check.ok:
            lines.append(f"        {check.where}: {check.detail}")
    lines += [f"not checked  {one}" for one in verdict.not_checked]
    replayed = any(check.rule == "sample" for check in verdict.checks)
    good = "The draw replays." if replayed else "All holds so far; no sample was given."
    lines.append(good if verdict.ok else "The draw does NOT replay.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
