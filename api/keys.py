"""Keys: the secrets of connections lie encrypted in the database, the key in a file beside it that only we can read.

The file holds one Fernet key a line. The first encrypts; all decrypt: to rotate, put a new one on top.
"""

import json
import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from api.errors import Refused

FILE = "secret.key"


class Keys:
    """Encrypts and decrypts small JSON objects."""

    def __init__(self, keys: list[bytes]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    @classmethod
    def of(cls, folder: Path) -> "Keys":
        """The keys of a data folder; made when there are none. Refused when the file is unusable."""
        path = folder / FILE
        if not path.exists():
            write_private(path, Fernet.generate_key().decode() + "\n")
        try:
            return cls(path.read_bytes().split())
        except ValueError:
            raise Refused(
                f"{path} holds no usable key", "Restore it from a backup; without it secrets are lost"
            ) from None

    def seal(self, values: dict[str, Any]) -> str:
        """The object as a text that tells nothing."""
        return self._fernet.encrypt(json.dumps(values).encode()).decode()

    def unseal(self, text: str) -> dict[str, Any]:
        """The object again; Refused when it was sealed with another key."""
        try:
            values: dict[str, Any] = json.loads(self._fernet.decrypt(text.encode()))
        except InvalidToken:
            hint = f"Restore {FILE} from a backup, or enter the secrets again"
            raise Refused("The key file does not fit the stored secrets", hint) from None
        return values


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else can read, not even for a moment."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
