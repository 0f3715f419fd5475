"""The codes and the manifold of a run as pictures of matplotlib, which is imported only here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.errors import RunError
from vae_core.extras import require
from vae_core.latent.geometry import dimensions, normal_quantiles, prior_grid

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from vae_core.runs.run import Run

# The hues of the app's light theme: ten that stay apart for colour-blind eyes, class 0 first.
HUES = (
    "#3078CC", "#B49CFC", "#E49084", "#9C000C", "#6C3084",
    "#60B4B4", "#9C783C", "#CC3C78", "#006054", "#A8B400",
)  # fmt: skip


def plot_codes(run: Run, ax: Axes | None = None) -> Axes:
    """A dot for each test image at its code, in the hue of its class if it has one; the Axes.

    Of more than two dimensions, the two that tell most about the images. With one, the classes
    stand beneath one another.
    ax: what is drawn into (None: a new figure).
    Raises MissingLibraryError without matplotlib, RunError where the codes are damaged.
    """
    ax = _axes(ax)
    latents, classes = run.latents, run.dataset_info.classes
    shown = _shown(run)
    across = latents.mu[:, shown[0]]
    jitter = np.random.default_rng(0).uniform(-0.3, 0.3, len(across))
    up = latents.mu[:, shown[1]] if len(shown) > 1 else latents.label + jitter
    for label in np.unique(latents.label):
        of_class = latents.label == label
        hue = HUES[label % len(HUES)]
        name = classes[label] if classes else None
        ax.scatter(across[of_class], up[of_class], s=3, color=hue, label=name)
    ax.set_xlabel(f"z{shown[0] + 1}")
    ax.set_ylabel(f"z{shown[1] + 1}" if len(shown) > 1 else "class" if classes else "")
    ax.set_title(f"{run.id}, codes of {len(across):,} test images")
    if classes:
        ax.legend(markerscale=4, loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    return ax


def plot_manifold(run: Run, n: int = 15, ax: Axes | None = None) -> Axes:
    """n x n pictures that the decoder draws on a grid, the second dimension upward; the Axes.

    At the quantiles 0.05 to 0.95 of N(0, 1) along the dimensions of `plot_codes` for a VAE, of a
    Gaussian fitted to the codes for an autoencoder; the others stay at the mean. A row of n where
    there is one dimension.
    Raises RunError for a recogniser, else as `plot_codes` does. Imports torch.
    """
    ax = _axes(ax)
    picture, shown = manifold_picture(run, n)
    ax.imshow(picture[..., 0] if picture.shape[2] == 1 else picture, cmap="gray_r", vmin=0, vmax=1)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_xlabel(f"z{shown[0] + 1}")
    ax.set_ylabel(f"z{shown[1] + 1}" if len(shown) > 1 else "")
    ax.set_title(f"{run.id}, what the decoder draws")
    return ax


def manifold_picture(run: Run, n: int = 15) -> tuple[np.ndarray, list[int]]:
    """(one picture of all that `plot_manifold` shows, (height, width, channels), ink 1 on 0; the
    dimensions across and up). Raises RunError for a recogniser. Imports torch, no matplotlib."""
    if run.config.model.kind == "recogniser":
        raise RunError(f"{run.id} is a recogniser: it draws no images.")
    import torch

    shown, codes = _shown(run), run.latents.mu
    has_prior = run.config.model.kind == "vae"
    mean = np.zeros(codes.shape[1]) if has_prior else codes.mean(0)
    spread = np.ones(codes.shape[1]) if has_prior else codes.std(0)
    steps = prior_grid(n) if len(shown) > 1 else normal_quantiles(n)[:, None]
    z = np.tile(mean, (len(steps), 1))
    z[:, shown] += spread[shown] * steps
    with torch.no_grad():
        images = run.model().decode(torch.from_numpy(z.astype(np.float32))).sigmoid().numpy()
    channels, height, width = images.shape[1:]
    sheet = images.reshape(-1, n, channels, height, width).transpose(0, 3, 1, 4, 2)
    return sheet.reshape(-1, n * width, channels), shown


def _shown(run: Run) -> list[int]:
    """The dimensions that a picture shows, one or two, in order."""
    if run.config.model.latent_dim <= 2:
        return list(range(run.config.model.latent_dim))
    return sorted(one.index for one in dimensions(run.latents)[:2])


def _axes(ax: Axes | None) -> Any:
    """`ax`, or that of a new figure."""
    require("A picture", "matplotlib")
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(6, 6), layout="constrained")[1]
