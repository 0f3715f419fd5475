"""A network as a table of its layers, for screens on which the drawing does not fit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ui.text.words import _
from ui.widgets.html import Markup, html, join
from ui.widgets.network.stages import Stage, stages
from vae_core.models.config import ModelConfig


def network_table(
    model: ModelConfig, weights: Mapping[str, np.ndarray] | None, pixels: str
) -> Markup:
    """A row for each layer from the image to the picture: name, shape, parameters.

    weights, pixels: as `network_svg` takes them. A page shows drawing or table, by the width
    of the screen (`frame.css`). Raises ValueError as `stages` does.
    """
    heads = join(
        html('<th scope="col">{}</th>', name) for name in (_("Layer"), _("Shape"), _("Parameters"))
    )
    return html(
        '<table class="lse-table lse-network-table"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        heads,
        join(_row(stage) for stage in stages(model, weights, pixels)),
    )


def _row(stage: Stage) -> Markup:
    return html(
        '<tr class="{}"><th scope="row">{} <small>{}</small></th><td>{}</td><td>{}</td></tr>',
        f"lse-of-{stage.part}",
        stage.name,
        " · ".join((*stage.heads, *([stage.detail] if stage.detail else []))),
        " × ".join(map(str, stage.shape)),
        "" if stage.parameters is None else f"{stage.parameters:,}",
    )
