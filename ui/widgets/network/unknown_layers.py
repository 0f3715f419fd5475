"""Parts of a model that are modules of one's own: only PyTorch, on the server, computes them."""

from __future__ import annotations

from ui.services.caches import resources
from ui.text.outside import error_sentence
from vae_core.errors import UnknownLayerError
from vae_core.runs.run import Run

_NETWORKS = {"encoder": resources.encoder, "decoder": resources.network}


def unknown_layers(run: Run, *parts: str) -> str:
    """A sentence in Markdown that names the layer, for each of the parts ("encoder", "decoder")
    that no browser computes; "" where it computes them all.

    Raises RunError where the run is damaged.
    """
    named = []
    for part in parts:
        try:
            _NETWORKS[part](run)
        except UnknownLayerError as error:
            named.append(error_sentence(error))
    return " ".join(named)
