"""Who records nothing does not pay for the history."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("module", ["engine.processes.worker", "api.app"])
def test_nothing_of_the_history_s_libraries_is_loaded_at_the_start(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'pyarrow', 'pandas', 'psycopg', 'duckdb'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=100)
    assert "[]" == done.stdout.strip()
