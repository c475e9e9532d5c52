"""Whether a beacon round was signed by the drand network (quicknet). Pure.

A signature on BLS12-381, in G1, over SHA-256(round as 8 bytes): only the network's key
makes it, and there is exactly one for each round, so nobody could choose the value.
Source: protocol sanrandom-draw/1, section 5; RFC 9380 for the hash to the curve.
"""

import hashlib
from functools import cache
from typing import Any, cast

from py_ecc.bls.g2_primitives import subgroup_check
from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import decompress_G1, decompress_G2
from py_ecc.bls.typing import G1Compressed, G2Compressed
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12
from py_ecc.optimized_bls12_381.optimized_curve import G2, is_inf, neg
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing

from sanitation.draws.planning import CHAIN_KEY

DST = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
SIGNATURE_BYTES = 48


def signed(number: int, signature: bytes, key: str = CHAIN_KEY) -> bool:
    """Tell whether the signature is the network's on this round.

    number: the round, from 1. signature: 48 bytes, compressed. key: 192 hex characters.
    Takes about a third of a second. Points off the curve or outside the subgroup are no.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    message = hashlib.sha256(number.to_bytes(8, "big")).digest()
    try:
        point = decompress_G1(G1Compressed(int.from_bytes(signature, "big")))
    except ValueError:
        return False
    if is_inf(point) or not subgroup_check(point):
        return False
    hashed = hash_to_G1(message, DST, cast(Any, hashlib.sha256))  # wants the constructor
    left: Any = pairing(G2, point, final_exponentiate=False)
    right: Any = pairing(_public_key(key), neg(hashed), final_exponentiate=False)
    return bool(final_exponentiate(left * right) == FQ12.one())


@cache
def _public_key(key: str) -> Any:
    data = bytes.fromhex(key)
    halves = (int.from_bytes(data[:48], "big"), int.from_bytes(data[48:], "big"))
    point = decompress_G2(G2Compressed(halves))
    if not subgroup_check(point):
        raise ValueError("got a key outside the subgroup")
    return point
