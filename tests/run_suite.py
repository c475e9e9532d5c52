"""Runs the suite on all that is here: SQLite, PostgreSQL, a browser; says what is not.

`make test` calls it. With SANITATION_REQUIRE_ALL=1 a missing part is a failure.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORKERS = 2
ON_DATABASE = ["tests/sanitation", "tests/webapp", "tests/migrations"]


def main() -> int:
    """Run the suite on SQLite and, where a server is found, again on PostgreSQL."""
    left_out, without = [], []
    if browser() is None:
        left_out.append("browser tests: apt-get install chromium libatomic1")
        without = ["-m", "not browser"]
    codes = [pytest("SQLite", {}, without)]
    if postgres_bin() is None:
        left_out.append("PostgreSQL: install a server (apt-get install postgresql)")
    else:
        with postgres() as url:
            environment = {"SANITATION_TEST_DATABASE_URL": url}
            codes.append(
                pytest("PostgreSQL", environment, [*ON_DATABASE, "-m", "not browser"])
            )
    for line in left_out:
        print(f"left out - {line}")
    if left_out and os.environ.get("SANITATION_REQUIRE_ALL") == "1":
        return 1
    return max(codes)


def pytest(name: str, environment: dict[str, str], arguments: list[str]) -> int:
    """Run pytest once and return its exit code."""
    print(f"== the suite on {name}", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        str(WORKERS),
        "--dist",
        "loadfile",
    ]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=os.environ | environment, check=False
    )
    return done.returncode


def browser() -> str | None:
    """Find a Chromium, as the browser tests do, if its driver runs on this machine."""
    found = os.environ.get("SANITATION_BROWSER") or shutil.which("chromium")
    return found if found and driver_runs() else None


def driver_runs() -> bool:
    """Tell whether the browser driver starts: it needs a system library of its own."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def postgres_bin() -> Path | None:
    """Find the folder of a PostgreSQL server's programs."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    named = shutil.which("initdb")
    candidates = [*folders, Path(named).parent] if named else folders
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server of our own in a folder of our own, and stop it afterwards."""
    programs = postgres_bin()
    with tempfile.TemporaryDirectory(prefix="sanitation-pg-") as folder:
        data, port = Path(folder) / "data", free_port()
        Path(folder).chmod(0o755)
        data.mkdir()
        prefix = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(
                data, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid
            )
            prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        run = [
            *prefix,
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "-A",
            "trust",
        ]
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*run, "-E", "UTF8", "--locale", "C.UTF-8"], **quiet)
        options = f"-p {port} -k {data} -c fsync=off -c full_page_writes=off"
        control = [*prefix, str(programs / "pg_ctl"), "-D", str(data), "-w"]
        subprocess.run([*control, "-o", options, "-l", str(data / "log"), "start"], **quiet)
        try:
            for name in ["master", *(f"gw{number}" for number in range(WORKERS))]:
                create = ["createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres"]
                subprocess.run(
                    [str(programs / create[0]), *create[1:], f"test_{name}"], **quiet
                )
            yield f"postgresql://postgres@127.0.0.1:{port}/test_{{worker}}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


def free_port() -> int:
    """Ask the system for a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
