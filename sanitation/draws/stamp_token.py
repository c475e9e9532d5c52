"""Time stamps of an outside body over a plan (RFC 3161): asked for, and read strictly. Pure.

The body signs a digest and its own time. Whoever trusts its certificate need not trust our
clock. Reading and checking of the signature are those of the library rfc3161-client.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from sanitation.errors import Code, Problem

SHA256_OID = "2.16.840.1.101.3.4.2.1"
LARGEST = 1 << 16  # bytes of an answer or of certificates; honest ones have some thousand
NO_ROOT = "certificates in PEM, exactly one root among them"
NOT_BORNE_OUT = "these certificates do not bear the stamp out"


@dataclass(frozen=True, slots=True)
class Token:
    """What a checked time stamp says."""

    at: datetime
    body: str  # the name in the certificate that signed it
    root_sha256: str  # of the certificate on which the check rests, hex


def request(plan: bytes) -> bytes:
    """Write the request for a stamp over a plan: a .tsq file, the same each time."""
    builder = TimestampRequestBuilder(
        data=plan, hash_algorithm=HashAlgorithm.SHA256, nonce=False, cert_req=True
    )
    return builder.build().as_bytes()


def read(answer: bytes, certificates: bytes, plan: bytes) -> Token:
    """Check the body's answer over a plan against its certificates; STAMP_INVALID says why.

    answer: the .tsr file, its signer's certificate inside. certificates: PEM, the body's
    root and what lies between. The root is not ours to trust: its digest is shown, so that
    anybody can compare it with what the body itself publishes.
    """
    if max(len(answer), len(certificates)) > LARGEST:
        raise _refused("not the answer of a time stamping body")
    root, between = _sorted(certificates)
    try:
        found = decode_timestamp_response(answer)
    except ValueError as error:
        raise _refused("not the answer of a time stamping body") from error
    if found.status != PKIStatus.GRANTED:
        raise _refused("the time stamping body did not grant the stamp")
    imprint = found.tst_info.message_imprint
    digest = hashlib.sha256(plan).digest()
    if imprint.hash_algorithm.dotted_string != SHA256_OID or imprint.message != digest:
        raise _refused("a stamp over another file than this plan")
    try:
        VerifierBuilder(roots=[root], intermediates=between).build().verify(found, digest)
    except VerificationError as error:
        raise _refused(NOT_BORNE_OUT) from error
    signer, inside = _certificates_of(found)
    _check_chain(signer, (*between, *inside), root)
    return Token(found.tst_info.gen_time, _name(signer), root.fingerprint(SHA256()).hex())


def _sorted(pem: bytes) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Part certificates into the one root, which signs itself, and those between."""
    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise _refused(NO_ROOT) from error
    roots = [one for one in found if one.issuer == one.subject]
    if len(roots) != 1:  # of two, nobody could tell which one is shown
        raise _refused(NO_ROOT)
    return roots[0], [one for one in found if one not in roots]


def _certificates_of(
    found: TimeStampResponse,
) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Return the certificate that signed, and all that came with the answer."""
    (info,) = found.signed_data.signer_infos  # the library checked that there is one
    listed = [x509.load_der_x509_certificate(one) for one in found.signed_data.certificates]
    wanted = (info.issuer, info.serial_number)
    signer = next(one for one in listed if (one.issuer, one.serial_number) == wanted)
    return signer, listed


def _check_chain(
    signer: x509.Certificate, between: Sequence[x509.Certificate], root: x509.Certificate
) -> None:
    """Ask that signatures lead from the signer up to the very root whose digest is shown."""
    one = signer
    for _ in range(len(between) + 1):
        if _issued(one, root):
            return
        above = [other for other in between if other != one and _issued(one, other)]
        if not above:
            break
        one = above[0]
    raise _refused(NOT_BORNE_OUT)


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _name(signer: x509.Certificate) -> str:
    """Return the body's name as its certificate has it: organisation and common name."""
    kinds = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    parts = [
        str(one.value)
        for kind in kinds
        for one in signer.subject.get_attributes_for_oid(kind)
    ]
    return (", ".join(dict.fromkeys(parts)) or signer.subject.rfc4514_string())[:200]


def _refused(detail: str) -> Problem:
    return Problem(Code.STAMP_INVALID, detail=detail)
