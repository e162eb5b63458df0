"""Passwords: which ones are taken, and how they are kept (Argon2id)."""

import os
from base64 import b64encode

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from api.common_passwords import COMMON
from api.errors import Invalid

SHORTEST, LONGEST = 10, 200
AT_ONCE = 2
"""Each hash takes 64 MiB: more at once would let strangers fill the memory."""


class Passwords:
    """Hashes and verifies, always off the event loop and a few at a time."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
        self._nobody = decoy(self._hasher)
        self._limiter = anyio.CapacityLimiter(AT_ONCE)

    def hash(self, password: str) -> str:
        """What is stored."""
        return self._hasher.hash(password)

    async def hashed(self, password: str) -> str:
        """What is stored, made in a thread."""
        return await anyio.to_thread.run_sync(self.hash, password, limiter=self._limiter)

    async def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one. Takes the same time when there is no such user."""
        fits = await anyio.to_thread.run_sync(self._verify, stored or self._nobody, password, limiter=self._limiter)
        return fits and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether it was made with parameters of the past."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def decoy(hasher: PasswordHasher) -> str:
    """What takes as long to compare with as a stored password, and fits none. It is made up, not computed."""
    salt, digest = (b64encode(os.urandom(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len))
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2{hasher.type.name.lower()}$v={ARGON2_VERSION}${costs}${salt}${digest}"


def check_password(name: str, password: str) -> None:
    """Refuse what is guessed first; Invalid."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        raise Invalid("The password is too short", f"At least {SHORTEST} characters; a few words are good", "password")
    if len(password) > LONGEST:
        raise Invalid("The password is too long", f"At most {LONGEST} characters", "password")
    if len(set(password)) < 4 or folded in COMMON or folded.strip("0123456789!.") in COMMON:  # noqa: PLR2004
        raise Invalid(
            "This password is among the first that are tried", "Choose another; a few words are good", "password"
        )
    if name.casefold() in folded and len(password) < len(name) + SHORTEST - 2:
        raise Invalid("The password is little more than the name", "Choose another; a few words are good", "password")
