"""Random secrets, and the fingerprints by which they are known afterwards."""

import hashlib
import hmac
import secrets

BYTES = 32


def random_secret() -> str:
    """256 random bits, safe in a URL and a cookie."""
    return secrets.token_urlsafe(BYTES)


def fingerprint(secret: str) -> str:
    """SHA-256: enough, because the secrets are random and long. Passwords go through Argon2."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_of(secret: str) -> str:
    """The token that a page must send with every change: only who has the cookie's secret can know it."""
    return hmac.new(secret.encode(), b"tundish csrf", hashlib.sha256).hexdigest()


def same(a: str, b: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(a.encode(), b.encode())
