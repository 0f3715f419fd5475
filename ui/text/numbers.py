"""Numbers as they are written on a page."""

from __future__ import annotations

from ui.text.words import _


def number(value: float, form: str = ".2f") -> str:
    """A number as text, with a true minus sign. form: a format of Python, as in an f-string."""
    return format(value, form).replace("-", "−")


def megabytes(n_bytes: float) -> str:
    """A number of bytes as text, in megabytes of 10^6 bytes; less than a tenth in kilobytes."""
    mega = n_bytes / 1e6
    if 0 < mega < 0.1:
        return _("{n} kB").format(n=f"{max(1, round(n_bytes / 1e3)):,}")
    return _("{n} MB").format(n=f"{mega:,.1f}" if mega < 100 else f"{mega:,.0f}")
