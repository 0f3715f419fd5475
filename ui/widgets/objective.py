"""An objective by name in words: what it is and where it comes from, as Markdown."""

from __future__ import annotations

from ui.text.outside import in_markdown
from ui.text.words import _
from vae_core.models.objectives.settings import ObjectiveConfig
from vae_core.models.objectives.table import OBJECTIVES


def described(name: str) -> str:
    """The summary of an objective and its source, whose address is a link."""
    info = OBJECTIVES.get(name)
    if info is None:
        return _("An objective of one’s own, which is not registered in this app.")
    if not info.source:  # One's own: what its author wrote
        return in_markdown(info.summary)
    words, _comma, address = info.source.rpartition(", ")
    return f"{info.summary} [{words}](https://{address})."


def title(name: str) -> str:
    """The short name of an objective."""
    return OBJECTIVES[name].title if name in OBJECTIVES else name


def with_parameters(objective: ObjectiveConfig) -> str:
    """The short name of an objective and its parameters, like "Free bits (nats 0.5)"."""
    numbers = ", ".join(f"{key} {value:g}" for key, value in objective.parameters)
    return f"{title(objective.name)} ({numbers})" if numbers else title(objective.name)
