"""Passwords: how long, how common, and how they are hashed.

Argon2id with the library's defaults takes 64 MiB a hash; at most four run at once, so that
a burst of sign-ins cannot take the machine's memory, and who waits longer than two seconds
is told that the server is busy.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sanitation.errors import Code, Problem

LEAST = 12  # characters
MOST = 200
WAIT = 2.0  # seconds for a free place

_hasher = PasswordHasher()
_places = threading.BoundedSemaphore(4)

# The words people try first, and their usual endings. Passwords shorter than LEAST are
# refused anyway; these also catch a common word written twice or followed by digits.
WORDS = """
123456789012 1234567890123 12345678901234 123456123456 123123123123 112233445566
111111111111 000000000000 888888888888 666666666666 999999999999 987654321098
098765432109 012345678901 1q2w3e4r5t6y 1qaz2wsx3edc qwertyuiop12 qwertyuiop123
qwertyuiopas qwertyuiopasdf asdfghjkl123 asdfghjklqwe zxcvbnm12345 zaq12wsxcde3
qazwsxedcrfv qazwsx123456 1qaz1qaz1qaz q1w2e3r4t5y6 a1b2c3d4e5f6 abc123abc123
abcdefghijkl abcdefgh1234 abcd12345678 abc123456789 abcabcabcabc aaaaaaaaaaaa
password1234 password12345 password123456 passwordpassword password2024 password2025
password2026 passw0rd1234 p@ssw0rd1234 p@ssword1234 mypassword12 mypassword123
newpassword1 newpassword12 changeme1234 changemenow1 changeit1234 letmein12345
letmeinletmein welcome12345 welcome123456 welcomewelcome iloveyou1234 iloveyou12345
iloveyouiloveyou woaini123456 woaini1314520 woaini5201314 5201314520131 1314520131452
nihao1234567 nihaonihao123 zhongguo1234 zhongguo2026 shenzhen1234 shenzhen2026
shenzhen12345 shenzhenshenzhen beijing12345 shanghai1234 guangdong123 chengguan123
chengguan1234 shirong12345 huanwei12345 huanwei123456 weisheng1234 sanitation12
sanitation123 sanitation1234 administrator administrator1 adminadmin12 adminadmin123
admin1234567 admin12345678 admin123456789 adminadminadmin root12345678 rootrootroot
superadmin123 superuser1234 test12345678 testtesttest test123456789 user12345678
useruseruser guest1234567 demo12345678 demodemodemo default12345 secret123456
secretsecret qwerty123456 qwerty1234567 qwertyqwerty football1234 baseball1234
sunshine1234 princess1234 dragon123456 monkey123456 master123456 computer1234
internet1234 correcthorsebatterystaple
"""
COMMON = frozenset(WORDS.split())


def check_strength(password: str, handle: str = "") -> None:
    """Refuse a password too short, too long, common, or made of the name to sign in."""
    plain = password.casefold().strip()
    own = handle.casefold()
    common = (
        plain in COMMON or len(set(plain)) < 4 or (own and plain.replace(own, "") == "")
    )
    if common or not LEAST <= len(password) <= MOST:
        raise Problem(Code.WEAK_PASSWORD)


def hashed(password: str) -> str:
    """Return the argon2id hash. BUSY if no place is free within two seconds."""
    with _place():
        return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Tell whether the password fits; with nothing stored takes as long and says no."""
    with _place():
        try:
            matches = _hasher.verify(stored or _dummy(), password)
        except (VerificationError, InvalidHashError):
            return False
        return matches and stored is not None


@cache
def _dummy() -> str:
    return _hasher.hash("a name nobody has costs as much as one somebody has")


@contextmanager
def _place() -> Iterator[None]:
    if not _places.acquire(timeout=WAIT):
        raise Problem(Code.BUSY)
    try:
        yield
    finally:
        _places.release()
