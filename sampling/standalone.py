"""Binds the verifier's modules into one file that needs nothing but Python.

`verify_draw.py` is shipped in the bundle and pinned by the plan (`verifier_sha256`). Its
sections are the very text of the modules, one after the other in the order in which they
build on each other, so that whoever reads the one has read the other.
"""

import hashlib
import inspect
from types import ModuleType

from sampling import (
    __main__,
    bundle,
    canonical,
    certificate,
    commitment,
    cooloff,
    difference,
    draw,
    facts,
    merkle,
    pps,
    results,
    roster,
    split,
    teams,
    tickets,
    types,
    verify,
    waves,
)
from sampling.checks import frame, sample, seed
from sampling.checks import teams as team_checks

MODULES: tuple[ModuleType, ...] = (
    types,
    merkle,
    canonical,
    commitment,
    tickets,
    difference,
    split,
    pps,
    facts,
    cooloff,
    draw,
    waves,
    teams,
    certificate,
    roster,
    results,
    bundle,
    frame,
    seed,
    sample,
    team_checks,
    verify,
    __main__,
)

HEAD = '''"""Checks a published draw: python3 verify_draw.py FOLDER

One file, Python 3.11 or newer, no network and nothing to install. The sections below are
the modules of the package `sampling` as they are; the last lines put them together.
"""

import sys
from types import ModuleType

SECTIONS = {}
'''

TAIL = """
for package in ("sampling", "sampling.checks"):
    sys.modules[package] = ModuleType(package)
sys.modules["sampling"].checks = sys.modules["sampling.checks"]
for name, text in SECTIONS.items():
    module = sys.modules[name] = ModuleType(name)
    exec(compile(text, name, "exec"), module.__dict__)
    parent, _, own = name.rpartition(".")
    setattr(sys.modules[parent], own, module)

if __name__ == "__main__":
    sys.exit(sys.modules["sampling.__main__"].main())
"""


def program() -> bytes:
    """Return verify_draw.py; the same modules always give the same bytes."""
    sections = (
        f"\nSECTIONS[{module.__name__!r}] = r'''{inspect.getsource(module)}'''\n"
        for module in MODULES
    )
    return "".join((HEAD, *sections, TAIL)).encode("utf-8")


def digest() -> str:
    """Return what a plan pins as `verifier_sha256`."""
    return hashlib.sha256(program()).hexdigest()
