"""The most memory this process has held, which Linux counts and can be told to count anew."""

from pathlib import Path

import pytest

_SELF = Path("/proc/self")


def reset() -> int:
    """Count from now on; what it holds now, in bytes. Skips the test where that is impossible."""
    try:
        (_SELF / "clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        pytest.skip("This system does not tell how much memory a process took at most.")
    return peak()


def peak() -> int:
    """In bytes."""
    lines = (_SELF / "status").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
