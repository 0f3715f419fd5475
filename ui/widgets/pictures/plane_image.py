"""Pictures of codes on a latent plane: dots as a PNG, with rings and class numbers as an SVG."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np

from ui.services.caches.labels import labels_of
from ui.styles import palette
from ui.styles.inks import inks
from ui.widgets.html import Markup, html, join
from vae_core.latent.geometry import View, home_view, principal_components
from vae_core.runs.run import Run

_DENSITY = 2  # image pixels for each of the picture's
_DOT = 1.6  # radius
_OPACITY = 190  # of a dot, of 255
_DISC = 11
_PUSHED = 2.4  # radii a disc may be pushed aside
_ONE_POINT = 4  # radius of the dot that stands for codes which are all at one point
_LEAST = 4.0  # Least half side of a plane: the prior to 2 sigma, and a margin.
_THUMBNAIL, _SQUARE, _MARGIN = 320, 3, 1.04  # side, side of a dot, view in home views
_SHOWN = 3_000  # of the test images: more only make the thumbnail larger


def positions(view: View, z: np.ndarray) -> np.ndarray:
    """Position of each z, (N, 2), in the view: across and down, 0 to 1, (N, 2)."""
    unit = (z - np.array(view.center)) / (2 * view.half)
    return np.stack([0.5 + unit[:, 0], 0.5 - unit[:, 1]], axis=1)


def fitting_half(codes: np.ndarray) -> float:
    """Half the side of a square around 0 that holds 99 % of the codes and the prior."""
    return float(max(_LEAST, np.ceil(np.percentile(np.abs(codes), 99))))


def plane_svg(
    codes: np.ndarray, label: np.ndarray, half: float, theme: str, side: int, name: str
) -> Markup:
    """SVG of codes, (N, 2), coloured by `label`, from -half to half, `side` px wide."""
    ink = inks(theme)
    unit = side / (2 * half)
    rings = join(
        html(
            '<circle cx="{middle:g}" cy="{middle:g}" r="{radius:.1f}" fill="none" '
            'stroke="{ink}" stroke-width="1.25" stroke-dasharray="5 4"/>',
            middle=side / 2,
            radius=radius * unit,
            ink=ink["ink"],
        )
        for radius in (1, 2)
    )
    cross = html(
        '<path d="M{middle:g} 0V{side}M0 {middle:g}H{side}" stroke="{ink}" fill="none"/>',
        middle=side / 2,
        side=side,
        ink=ink["line"],
    )
    # In one line: Markdown would end it at an empty one.
    return html(
        '<svg class="lse-kl-plane" role="img" aria-label="{name}" viewBox="0 0 {side} {side}" '
        'style="max-width:{side}px;background:{plane};border-color:{border}">{cross}'
        '<image href="data:image/png;base64,{image}" width="{side}" height="{side}"/>'
        "{rings}{discs}</svg>",
        name=name,
        side=side,
        plane=ink["plane"],
        border=ink["border"],
        cross=cross,
        image=base64.b64encode(_dots(codes, label, half, theme, side)).decode(),
        rings=rings,
        discs=_discs(codes, label, half, theme, side),
    )


def thumbnail_png(run: Run) -> bytes:
    """PNG of the test codes coloured by class, transparent, as on the first view of Explore.

    Codes of more than two dimensions are projected on two principal components. Raises RunError
    where the codes are damaged.
    """
    flat = _on_a_plane(run.latents.mu)
    view = home_view(flat, has_prior=run.config.model.kind == "vae")
    at = positions(View(view.center, view.half * _MARGIN), flat)[:_SHOWN].clip(0, 1)
    dot = list(np.ndindex(_SQUARE, _SQUARE))
    pixels = np.round(at * (_THUMBNAIL - _SQUARE)).astype(int)
    colours = _colours(labels_of(run).label, palette.light(), 255)
    return _png(pixels, colours[:_SHOWN], _THUMBNAIL, dot, n_colours=16)


def _on_a_plane(codes: np.ndarray) -> np.ndarray:
    """(N, 2): the codes themselves, or their first two principal components."""
    if codes.shape[1] == 1:
        return np.concatenate([codes, np.zeros_like(codes)], axis=1)
    if codes.shape[1] == 2:
        return codes
    return principal_components(codes).project(codes)


def _dots(codes: np.ndarray, label: np.ndarray, half: float, theme: str, side: int) -> bytes:
    """The codes as a transparent PNG, drawn in an order that hides no class."""
    order = np.random.default_rng(0).permutation(len(codes))
    inside = order[(np.abs(codes[order]) < half).all(1)]
    size, radius = side * _DENSITY, _DOT * _DENSITY
    farthest = int(np.ceil(radius))
    steps = range(-farthest, farthest + 1)
    dot = [(x, y) for x in steps for y in steps if x * x + y * y <= radius * radius]
    at = (positions(View((0.0, 0.0), half), codes[inside]) * size).astype(int)
    colours = _colours(label, palette.dark() if theme == "dark" else palette.light(), _OPACITY)
    return _png(at, colours[inside], size, dot, n_colours=32)


def _colours(label: np.ndarray, colours: palette.Palette, opacity: int) -> np.ndarray:
    """RGBA of each label, (N, 4)."""
    hues = [(*colours.hue(c), opacity) for c in range(int(label.max()) + 1)]
    return np.array(hues, np.uint8)[label]


def _png(
    at: np.ndarray,
    colours: np.ndarray,
    size: int,
    dot: Sequence[tuple[int, ...]],
    *,
    n_colours: int,
) -> bytes:
    """A square PNG of dots at pixels (column, row), (N, 2). dot: the pixels of one, as offsets."""
    from PIL import Image

    pixels = np.zeros((size, size, 4), np.uint8)
    for offset in dot:
        column, row = (at + offset).clip(0, size - 1).T
        pixels[row, column] = colours
    content = io.BytesIO()
    Image.fromarray(pixels).quantize(n_colours).save(content, "PNG", optimize=True)
    return content.getvalue()


def _discs(codes: np.ndarray, label: np.ndarray, half: float, theme: str, side: int) -> Markup:
    """SVG of each class number at the median of its codes, or beside it where another disc is;
    left out where there is no room."""
    ink, parts = inks(theme), []
    drawn: list[np.ndarray] = []
    if np.ptp(codes, axis=0).max() / half * side < 4 * _DISC:
        x, y = (np.median(codes, axis=0) * (1, -1) / half + 1) * side / 2
        return html(
            '<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}"/>', x, y, _ONE_POINT, ink["ink"]
        )
    for c in np.unique(label):
        middle = np.median(codes[label == c], axis=0)
        if np.abs(middle).max() > half:
            continue
        center = _free((middle * (1, -1) / half + 1) * side / 2, drawn)
        if center is None:
            continue
        drawn.append(center)
        x, y = center
        parts.append(
            html(
                '<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{ground}" '
                'stroke="{ink}" stroke-width="1"/>'
                '<text x="{x:.1f}" y="{base:.1f}" text-anchor="middle" font-size="13" '
                'font-weight="600" fill="{ink}">{c}</text>',
                x=x,
                y=y,
                radius=_DISC,
                base=y + 4.5,
                ground=ink["ground"],
                ink=ink["ink"],
                c=c,
            )
        )
    return join(parts)


def _free(at: np.ndarray, taken: Sequence[np.ndarray]) -> np.ndarray | None:
    """The nearest centre to `at` for a disc that covers none of those at `taken`; None if there is
    none within `_PUSHED` radii."""
    for far in np.linspace(0.0, _PUSHED, 9):
        for angle in np.linspace(0.0, 2 * np.pi, 16, endpoint=False):
            center = at + far * _DISC * np.array([np.cos(angle), np.sin(angle)])
            if all(np.linalg.norm(center - other) >= 1.9 * _DISC for other in taken):
                return center
    return None
