"""Where classes are kept: hashes that can expire, in SQLite beside the runs or in Redis."""

from __future__ import annotations

from ui.services.classroom.stores.chosen import chosen_store
from ui.services.classroom.stores.store import Store

__all__ = ["Store", "chosen_store"]
