"""The C library's allocator, told to give memory of large arrays back to the system.

As it comes, glibc keeps up to eight pools a processor and raises the size from which it hands
memory back to 32 MB as it goes: sixteen photographs of 12 million pixels left 450 MB in a server
that held 1 MB of them.
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

# Names and numbers of malloc.h, and what they are set to.
_M_MMAP_THRESHOLD, _LARGE_BYTES = -3, 4_000_000
_M_ARENA_MAX, _ARENAS = -8, 2


@cache
def return_large_blocks() -> bool:
    """Blocks of 4 MB and more go back to the system when they are freed, from now on.

    Returns False where the C library is not glibc and knows no such settings.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # musl
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES) and mallopt(_M_ARENA_MAX, _ARENAS))
