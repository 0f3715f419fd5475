"""Pictures of a run: its manifold, decoded random codes, and reconstructed test images."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.services.caches import resources
from ui.services.caches.labels import label_name
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import Markup, html, show_html
from ui.widgets.pictures import strips
from vae_core.latent.geometry import normal_quantiles, prior_grid
from vae_core.latent.sampling import fitted_samples, prior_samples
from vae_core.runs.run import Run

_MANIFOLD, _SAMPLES, _DOZEN, _PER_ROW = 16, 8, 12, 6
_GAP = 2
_SEED = "gallery_dozen"


@dataclass(frozen=True)
class Picture:
    """pixels: a sheet of pictures.  times, times_phone: screen pixels for each, as in `strips`.
    side: the longer side of one picture, in pixels of its own."""

    name: str
    meaning: str
    pixels: np.ndarray
    times: int
    times_phone: int
    side: int


def show(run: Run) -> None:
    """Draw the manifold (up to two dimensions), samples and test images. Raises RunError."""
    index = dozen(run.latents.label, seed())
    codes, make = zip(*_draws(run), strict=True)
    z = np.concatenate([*codes, run.latents.mu[index]])
    tiles = decoded(run, z, _told(run, codes, index))
    *parts, rebuilt = np.split(tiles, np.cumsum([len(z) for z in codes]))
    before = originals(run, index)
    drawn = [picture(part) for picture, part in zip(make, parts, strict=True)]
    with st.container(horizontal=True, gap="medium", key="lse-pictures"):
        for picture in drawn:
            show_html(_figure(picture), width="content")
        with st.container(width="content", gap="small"):
            show_html(_figure(_there_and_back(run, index, before, rebuilt)))
            another_dozen()
            offer_originals(run, "gallery originals")
    if run.config.model.n_labels is not None:
        terms.caption(
            _(
                "This model is told a label beside z: in the first pictures one label a row, from "
                "the top and over again; of test images their own."
            )
        )
    if run.config.model.kind == "ae":
        terms.caption(
            _(
                "Nothing ever asked an autoencoder’s codes to follow N(0, I): draws from it show "
                "what happens to lie around 0, or a place where no code is. A Gaussian with the "
                "mean and covariance of its own test codes is the fairer draw."
            )
        )


def _told(run: Run, codes: Sequence[np.ndarray], index: np.ndarray) -> np.ndarray:
    """The label told with each tile, (N,): of random codes one label a row, over and again; of the
    test images their own. A run that is told none makes no use of them."""
    n_labels = run.config.model.n_labels or 1
    rows = [np.arange(len(z)) // math.isqrt(len(z)) % n_labels for z in codes]
    return np.concatenate([*rows, run.latents.label[index]])


def _figure(picture: Picture) -> Markup:
    """HTML of a picture with its name above and its meaning below."""
    return html(
        '<figure class="lse-figure"><figcaption>{}</figcaption>{}<p>{}</p></figure>',
        picture.name,
        strips.picture_html(
            picture.pixels,
            picture.meaning,
            picture.times,
            picture.times_phone,
            side=picture.side,
        ),
        picture.meaning,
    )


def dozen(labels: np.ndarray, seed: int) -> np.ndarray:
    """Twelve test images, the same for the same seed, in the order of their classes."""
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    firsts = shuffled[np.unique(labels[shuffled], return_index=True)[1]]
    rest = shuffled[~np.isin(shuffled, firsts)]
    chosen = np.concatenate([firsts, rest])[:_DOZEN]
    return chosen[np.argsort(labels[chosen], kind="stable")]


def another_dozen() -> None:
    """Draw a button that chooses other test images."""
    st.button(_("Another dozen test images"), icon=":material/casino:", on_click=_next_seed)


def seed() -> int:
    """The seed that chooses the test images to show."""
    return st.session_state.get(_SEED, 0)


def originals(run: Run, index: np.ndarray) -> np.ndarray | None:
    """Some test images in [0, 1]; None where they are not on this machine."""
    images, _problem = resources.test_images(run)
    return None if images is None else images[index].astype(np.float32) / 255.0


def names(run: Run, index: np.ndarray) -> str:
    """What to call some test images, separated by commas: their classes, else their numbers."""
    return ", ".join(label_name(run, i) or f"{i:,}" for i in index)


def _next_seed() -> None:
    st.session_state[_SEED] = seed() + 1


def _there_and_back(
    run: Run, index: np.ndarray, before: np.ndarray | None, rebuilt: np.ndarray
) -> Picture:
    """The picture of originals, if there are any, each above its reconstruction."""
    name = _("Test images, there and back")
    meaning = _("rebuilt from their codes (μ of a VAE). None was seen in training.")
    if run.config.training.binarize == "threshold":
        meaning += " " + _("The model gets them cut at 0.5.")
    if before is None:
        name = _("Test images, decoded back")
        meaning = _("Only what comes back, ") + meaning
        return Picture(name, meaning, strips.tiled(rebuilt, _PER_ROW, _GAP), 3, 2, _longer(rebuilt))
    rows = [
        strips.tiled(np.concatenate([before[at], rebuilt[at]]), _PER_ROW)
        for at in np.split(np.arange(len(index)), range(_PER_ROW, len(index), _PER_ROW))
    ]
    meaning = _("Above the original, below what comes back, ") + meaning
    return Picture(name, meaning, strips.tiled(np.stack(rows), 1, 3 * _GAP), 3, 2, _longer(rebuilt))


def _draws(run: Run) -> list[tuple[np.ndarray, Callable[[np.ndarray], Picture]]]:
    """Pairs of codes to decode and the function that makes a picture of the decoded tiles."""
    dim, is_vae = run.config.model.latent_dim, run.config.model.kind == "vae"
    rng, n = np.random.default_rng(0), _SAMPLES**2
    meaning = (
        _("64 random codes, decoded: what the prior says is likely.")
        if is_vae
        else _("64 random codes, decoded, though this model has no prior.")
    )
    draws = [
        (prior_samples(n, dim, 1.0, rng), lambda t: _grid(t, _("Samples from N(0, I)"), meaning))
    ]
    if dim <= 2:
        draws.insert(0, (_manifold(run), lambda t: _manifold_picture(t, dim, is_vae)))
    if not is_vae:
        fitted = _("64 codes with the mean and covariance of its test codes, decoded.")
        draws.append(
            (
                fitted_samples(run.latents.mu, n, 1.0, rng),
                lambda t: _grid(t, _("Samples from a fitted Gaussian"), fitted),
            )
        )
    return draws


def _manifold(run: Run) -> np.ndarray:
    """z of the manifold's tiles: over the prior, or over an autoencoder's codes."""
    mu = run.latents.mu
    if mu.shape[1] == 2:
        z = prior_grid(_MANIFOLD)
    else:
        z = normal_quantiles(_MANIFOLD)[:, None].astype(np.float32)
    return z if run.config.model.kind == "vae" else mu.mean(0) + z * mu.std(0)


def _manifold_picture(tiles: np.ndarray, dim: int, is_vae: bool) -> Picture:
    where = _("the prior") if is_vae else _("a Gaussian fitted to the codes")
    meaning = (
        _("The decoder over z₁ (to the right) and z₂ (up), at 5 % to 95 % of {where}.")
        if dim == 2
        else _("The decoder over its only number, at 5 % to 95 % of {where}.")
    ).format(where=where)
    return Picture(_("Manifold"), meaning, strips.tiled(tiles, _MANIFOLD), 1, 1, _longer(tiles))


def _grid(tiles: np.ndarray, name: str, meaning: str) -> Picture:
    return Picture(name, meaning, strips.tiled(tiles, _SAMPLES, _GAP), 2, 1, _longer(tiles))


def _longer(pictures: np.ndarray) -> int:
    """The longer side of each of the pictures."""
    return max(pictures.shape[1:3])
