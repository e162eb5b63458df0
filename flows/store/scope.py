"""Scope: on whose behalf a store works. Every row belongs to a tenant, and every call names it by its scope."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

DEFAULT_TENANT = "default"


class Record(Protocol):
    """Writes down what is being done, in the transaction that does it."""

    def __call__(self, action: str, thing: str, detail: Mapping[str, Any], /) -> None: ...


def unrecorded(_action: str, _thing: str, _detail: Mapping[str, Any]) -> None:
    """For those who keep no audit, such as tests."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Tenant and user of a call, and where it is recorded."""

    tenant: str = DEFAULT_TENANT
    user: str = ""
    record: Record = unrecorded
