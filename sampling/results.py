"""The files a draw publishes of its result: tickets.csv, sample.csv, SHA256SUMS.

Source: protocol sanrandom-draw/1, section 11.
"""

import hashlib
from collections.abc import Iterable, Mapping

from sampling.types import Drawn, SamplingError, Status

SAMPLE = "site_id,cell,take,M,ticket"
TICKETS = "site_id,cell,ticket,order,status"


def sample_bytes(ranked: Iterable[Drawn]) -> bytes:
    """Write sample.csv: the drawn sites; inclusion probability is take / M."""
    return _table(
        SAMPLE,
        (
            f"{one.site_id},{one.cell},{one.take},{one.m},{one.ticket}"
            for one in ranked
            if one.status is Status.DRAWN
        ),
    )


def tickets_bytes(ranked: Iterable[Drawn]) -> bytes:
    """Write tickets.csv: every eligible site in the order of its cell."""
    return _table(
        TICKETS,
        (
            f"{one.site_id},{one.cell},{one.ticket},{one.order},{one.status.value}"
            for one in ranked
        ),
    )


def sums_bytes(files: Mapping[str, bytes]) -> bytes:
    """Write SHA256SUMS as `sha256sum -c` reads it, ascending by name."""
    lines = (
        f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)
    )
    return "".join(lines).encode("ascii")


def parse_sums(data: bytes) -> dict[str, str]:
    """Read SHA256SUMS: name -> digest. SamplingError names the line at fault."""
    digests: dict[str, str] = {}
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        digest, gap, name = line[:64], line[64:66], line[66:]
        if gap not in ("  ", " *") or not name or name in digests:
            raise SamplingError(
                f"got {line!r}, wanted digest and name", where=f"SHA256SUMS row {number}"
            )
        digests[name] = digest
    return digests


def _table(header: str, lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode("ascii")
