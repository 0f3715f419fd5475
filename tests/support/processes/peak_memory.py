"""The most memory a process has held, which Linux counts and can be told to count anew."""

from pathlib import Path

import pytest


def reset(pid: int | str = "self") -> int:
    """Count from now on; what it holds now, in bytes. Skips the test where that is impossible."""
    try:
        (Path("/proc") / str(pid) / "clear_refs").write_text("5", encoding="utf-8")
    except OSError:
        pytest.skip("This system does not tell how much memory a process took at most.")
    return peak(pid)


def peak(pid: int | str = "self") -> int:
    """In bytes."""
    lines = (Path("/proc") / str(pid) / "status").read_text(encoding="utf-8").splitlines()
    line = next(line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024
