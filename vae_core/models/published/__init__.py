"""The published systems by name, each with its protocol, its source and its published figures."""

from vae_core.models.published.documents import DOCUMENTS
from vae_core.models.published.papers import PAPERS
from vae_core.models.published.system import PRINTED_STEPS, PublishedFigure, Quantity, System

__all__ = ["PRINTED_STEPS", "SYSTEMS", "PublishedFigure", "Quantity", "System"]

SYSTEMS: dict[str, System] = {system.name: system for system in (*DOCUMENTS, *PAPERS)}
