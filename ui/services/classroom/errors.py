"""What a class refuses, as a sentence for whoever asked."""

from __future__ import annotations

from vae_core.errors import VaeCoreError


class ClassroomError(VaeCoreError):
    """A class is unknown, full or over, or refuses what was asked of it."""
