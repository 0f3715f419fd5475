"""Arithmetic: a - b + c of the mean codes of three classes, decoded."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.latent_tools.url import key, write_link
from ui.services.caches import resources
from ui.text.words import _, class_name
from ui.widgets import terms
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.downloads import picture_button
from ui.widgets.controls.original_images import offer_originals
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.latent.geometry import nearest
from vae_core.latent.sampling import arithmetic, class_means, interpolate
from vae_core.runs.run import Run

_VOTERS = 60
_GIF_FRAMES, _GIF_SIDE = 25, 280
_TIMES, _TIMES_PHONE = 5, 3
# Sums offered as buttons; the first is shown at first.
_DIGIT_SUMS = ((8, 3, 5), (9, 4, 1), (6, 0, 9))
_SUMS = {"fashion-mnist": ((2, 0, 3), (9, 7, 5), (4, 6, 0))}


def show(run: Run) -> None:
    """Draw the choice of a, b and c, their pictures, the sum and the test image nearest to it.

    Without the test images, what the decoder draws at the nearest code stands in for that one."""
    if not run.dataset_info.is_labelled:
        terms.caption(
            _(
                "Arithmetic adds the mean codes of classes, and the images of this data set have "
                "no labels."
            )
        )
        write_link(run)
        return
    a, b, c = _choose(run)
    mu, labels = run.latents.mu, run.latents.label
    means = class_means(run.latents)
    z = arithmetic(means, a, b, c)
    near = nearest(mu, z, _VOTERS)
    pictures = decoded(run, np.stack([means[a], means[b], means[c], z, mu[near[0]]]))
    images, _problem = resources.test_images(run)
    original = None if images is None else images[near[0]] / 255.0
    show_html(_equation(run, (a, b, c), int(near[0]), pictures, original))
    offer_originals(run, "arithmetic originals")
    terms.caption(
        _(
            "The first three decode the mean code of a class; they need not look like one of its "
            "images."
        )
    )
    votes = np.bincount(labels[near])
    terms.markdown(
        _(
            "Of the {n} test codes nearest to the result, **{votes} are {name}**. The nearest one "
            "of all lies {distance} from it in the latent space."
        ).format(
            n=len(near),
            votes=int(votes.max()),
            name=class_name(run.dataset, int(votes.argmax())),
            distance=f"{np.linalg.norm(mu[near[0]] - z):.2f}",
        )
    )
    if (dim := run.config.model.latent_dim) <= 2:
        terms.caption(
            _(
                "With {dim} latent dimensions there is little room for meanings: class means can "
                "only be added as arrows on the plane, and where the sum lands depends on which "
                "classes happen to be neighbours there. Try a run with more."
            ).format(dim=dim)
        )
    what = f"mean-{a}-minus-{b}-plus-{c}"
    with st.container(horizontal=True):
        sheet = strips.equation(pictures[:4], "−+=")
        picture_button(
            run, _("PNG, a, b, c and the result"), what, "png",
            lambda: strips.png(sheet, strips.times_for(strips.SIDE_OF_PICTURE, pictures[0])),
        )  # fmt: skip
        way = interpolate(means[a], z, np.linspace(0, 1, _GIF_FRAMES))
        picture_button(
            run, _("GIF, from a to the result"), what, "gif",
            lambda: strips.there_and_back(
                resources.decode_many(run, way), strips.times_for(_GIF_SIDE, pictures[0])
            ),
        )  # fmt: skip
    write_link(run, classes=f"{a},{b},{c}")


def _choose(run: Run) -> list[int]:
    """Draw the controls. Returns the three classes."""
    state, classes = st.session_state, np.unique(run.latents.label).tolist()
    usual = _SUMS.get(run.dataset, _DIGIT_SUMS if len(classes) == 10 else _other_sums(classes))
    sums = [s for s in usual if set(s) <= set(classes)]
    keys = [key(f"classes {letter}", run) for letter in "abc"]
    if any(state.get(name) not in classes for name in keys):
        _take(keys, sums[0] if sums else (classes[0],) * 3)
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-tools-row"):
        for letter, name in zip("abc", keys, strict=True):
            st.selectbox(
                {"a": "a", "b": "− b", "c": "+ c"}[letter],
                classes,
                key=name,
                format_func=lambda label: class_name(run.dataset, label),
                width=130,
                persist_state="session",
            )
        for one in sums:
            x, y, w = (class_name(run.dataset, label) for label in one)
            st.button(f"{x} − {y} + {w}", on_click=_take, args=(keys, one), key=f"sum {one}")
    return [state[name] for name in keys]


def _other_sums(classes: list[int]) -> tuple[tuple[int, ...], ...]:
    """A sum of the first three classes of a data set that no sums are known of."""
    return (tuple(classes[:3]),) if len(classes) >= 3 else ()


def _take(keys: list[str], labels: tuple[int, ...]) -> None:
    st.session_state.update(zip(keys, labels, strict=True))


def _equation(
    run: Run,
    labels: tuple[int, ...],
    near: int,
    pictures: np.ndarray,
    original: np.ndarray | None,
) -> Markup:
    """HTML of the pictures a − b + c = result, followed by the nearest test image.

    original: that image, in [0, 1]; None where it is not on this machine.
    """
    mean = _("What the decoder draws at the mean code of {name}")
    names = [class_name(run.dataset, label) for label in labels]
    nearest_name = class_name(run.dataset, int(run.latents.label[near]))
    summands = [
        *(
            (sign, _("Mean of {name}").format(name=name), mean.format(name=name))
            for sign, name in zip(("", "−", "+"), names, strict=True)
        ),
        ("=", _("Result"), _("What the decoder draws at a − b + c of those codes")),
        (
            "",
            _("Nearest test image: {name}").format(name=nearest_name),
            _("Test image {index}, whose code is nearest to the result").format(index=f"{near:,}"),
        )
        if original is not None
        else (
            "",
            _("At the nearest code: {name}").format(name=nearest_name),
            _("What the decoder draws at the test code nearest to the result, {index}").format(
                index=f"{near:,}"
            ),
        ),
    ]
    if original is not None:
        pictures = np.concatenate([pictures[:4], original[None]])
    drawn = (
        html(
            '<span class="lse-term-of"><span class="lse-operator">{sign}</span>'
            '<figure title="{help}"><figcaption>{name}</figcaption>{picture}</figure></span>',
            sign=sign,
            help=help_,
            name=name,
            picture=strips.picture_html(picture, help_, _TIMES, _TIMES_PHONE),
        )
        for (sign, name, help_), picture in zip(summands, pictures, strict=True)
    )
    return html('<div class="lse-equation">{}</div>', join(drawn))
