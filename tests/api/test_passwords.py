"""A name that nobody has takes as long as one that somebody has, and no password fits it."""

from argon2 import PasswordHasher, extract_parameters

from api.passwords import Passwords, decoy


async def test_what_is_compared_for_nobody_costs_the_same_and_fits_nothing() -> None:
    hasher = PasswordHasher(time_cost=2, memory_cost=16, parallelism=2)
    nobody = decoy(hasher)
    assert extract_parameters(hasher.hash("")) == extract_parameters(nobody)
    assert len(hasher.hash("")) == len(nobody)
    assert decoy(hasher) != nobody
    passwords = Passwords(hasher)
    assert not await passwords.fits(nobody, "")
    assert not await passwords.fits(None, "")
    assert await passwords.fits(passwords.hash("yes"), "yes")
