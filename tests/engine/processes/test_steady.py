"""While modules are loaded nobody looks for garbage; afterwards somebody does, whatever happened."""

import gc

import pytest

from engine.processes.steady import loading


def load(error: Exception | None) -> bool:
    with loading():
        was = gc.isenabled()
        if error is not None:
            raise error
    return was


def test_garbage_is_looked_for_again_after_loading() -> None:
    assert (False, True) == (load(None), gc.isenabled())
    with pytest.raises(ImportError):
        load(ImportError("nobody is there"))
    assert gc.isenabled()
