"""A time stamping body on this machine: certificates and answers by openssl itself."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

OPENSSL = shutil.which("openssl") or ""
CONFIG = """
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, {usage}
[tsa]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = {digests}
"""


@dataclass(frozen=True, slots=True)
class Body:
    """A time stamping body with a root of its own, in a folder."""

    folder: Path

    @property
    def root(self) -> bytes:
        """Return its root certificate, PEM."""
        return (self.folder / "root.pem").read_bytes()

    @property
    def signer(self) -> bytes:
        """Return the certificate that signs stamps, PEM."""
        return (self.folder / "signer.pem").read_bytes()

    def answer(self, request: bytes) -> bytes:
        """Stamp what is asked for with the real time; returns the .tsr."""
        (self.folder / "in.tsq").write_bytes(request)
        words = "ts -reply -config c.cnf -section tsa -queryfile in.tsq -signer signer.pem"
        run(self.folder, f"{words} -inkey signer.key -out out.tsr")
        return (self.folder / "out.tsr").read_bytes()

    def verifies(self, plan: bytes, answer: bytes, certificates: bytes) -> bool:
        """Ask openssl, as docs/verify-a-draw.md tells a reader to."""
        files = {"plan.json": plan, "plan.tsr": answer, "plan_tsa.pem": certificates}
        for name, data in files.items():
            (self.folder / name).write_bytes(data)
        words = "ts -verify -data plan.json -in plan.tsr -CAfile plan_tsa.pem"
        return run(self.folder, words, check=False) == 0


def body(folder: Path, *, usage: str = "timeStamping", digests: str = "sha256") -> Body:
    """Found a body; the test is left out where there is no openssl."""
    if not OPENSSL:
        pytest.skip("no openssl here")
    folder.mkdir()
    (folder / "c.cnf").write_text(CONFIG.format(usage=usage, digests=digests))
    (folder / "serial").write_text("01")
    key = "-newkey rsa:2048 -nodes -config c.cnf"
    run(
        folder,
        f"req -x509 {key} -keyout root.key -out root.pem -subj /O=Root -extensions root",
    )
    run(folder, f"req {key} -keyout signer.key -out signer.csr -subj /O=Time/CN=Stamp1")
    ca = "-CA root.pem -CAkey root.key -CAcreateserial -extfile c.cnf -extensions signer"
    run(folder, f"x509 -req -in signer.csr {ca} -out signer.pem")
    return Body(folder)


def run(folder: Path, words: str, *, check: bool = True) -> int:
    """Run openssl in the folder; returns its exit code."""
    command = [OPENSSL, *words.split()]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0 or not check, done.stderr
    return done.returncode
