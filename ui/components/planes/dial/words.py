"""The words of the dial; its JavaScript holds none of its own.

Words in braces, as ``{beta}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ui.text.words import _


@cache
def words() -> dict[str, Any]:
    """All words of the component by key. `sentences`: what each range of beta means; the first
    whose `below` lies above beta holds, None being the rest."""
    return {
        "title": _("One network for every β"),
        "fallback": _("The live dial could not start here; what follows is worked out without it."),
        "loading": _("Loading {n} codes…"),
        # beta
        "slider": _("β, the weight of the KL term"),
        "beta_field": _("β as a number from {low} to {high}"),
        "beta_field_title": _("β can be typed here"),
        "not_a_beta": _("β is a number from {low} to {high}, like 0.5. The last one stays."),
        "out_of_range": _(
            "This network was trained for β from {low} to {high}, not for {beta}. The last one "
            "stays."
        ),
        "weak": _("weak: codes scatter, lower error"),
        "strong_digits": _("strong: codes pack, vaguer digits"),
        "strong_pictures": _("strong: codes pack, vaguer pictures"),
        "sentences": [
            {
                "below": below,
                "text": start
                + " "
                + _("{kl} nats buy the code, {recon} nats of reconstruction error remain."),
            }
            for below, start in (
                (0.05, _("Hardly held:")),
                (0.7, _("Loosely held:")),
                (1.45, _("The plain VAE:")),
                (6.0, _("Held tighter:")),
                (None, _("Packed tight:")),
            )
        ],
        "collapsed": _(
            "Collapsed, the code says nothing: {kl} nats buy the code, {recon} nats of "
            "reconstruction error remain."
        ),
        "trained_alone": _(
            "A network trained at β {beta} alone: {kl} nats, and {recon} of reconstruction error."
        ),
        "sentence_help": _(
            "KL: how far the codes stray from the prior N(0, I), in nats for each image. "
            "Reconstruction error: what the decoder misses of the image, in nats (binary "
            "cross-entropy, summed over the 784 pixels). Both were measured on the test images at "
            "several β; between two of them they are interpolated."
        ),
        # the curve
        "curve": _("Reconstruction error against KL, for every β"),
        "curve_kl": _("KL: what the code costs (nats)"),
        "curve_recon": _("Reconstruction error (nats)"),
        "curve_one": _("one network, every β"),
        "curve_each": _("one for each β"),
        "curve_outside": _("(beyond this frame: β {betas})"),
        "curve_help": _(
            "Line and dots: the network of this page, measured on the test images at those β. "
            "Rings, where there are any: networks trained at one β only, in as many epochs; one "
            "outside this frame is left out. Fewer nats for the code, more for the error."
        ),
        "curve_point_one": _(
            "One network at β {beta}: KL {kl} nats, reconstruction error {recon} nats"
        ),
        "curve_point_each": _(
            "Trained at β {beta} only: KL {kl} nats, reconstruction error {recon} nats"
        ),
        # the plane
        "plane": _(
            "Latent plane at this β. Drag, or use the arrow keys, to move the place that is "
            "decoded; Shift for larger steps, 0 for the centre."
        ),
        "rings": _("Dashed rings: the prior N(0, I) at 1σ and 2σ"),
        "place": _("Decoded at z = ({z1}, {z2}), β {beta}"),
        "place_help": _(
            "What the decoder draws at the cursor. It knows β as well: the same z is drawn "
            "differently at another β."
        ),
        # one test image
        "posterior": _("One test image"),
        "posterior_help": _(
            "The encoder gives an image not a point but a Gaussian: middle μ, width σ. The ellipse "
            "on the plane is μ ± σ at this β; the line is the way of μ over all β."
        ),
        "posterior_switch": _("Show this image on the plane"),
        "images": _("Which test image"),
        "image_label": _("Test image {index}"),
        "image_label_decoded": _("Test image {index}, decoded from its code"),
        "original": _("Image"),
        "original_help": _("The test image itself."),
        "back": _("Decoded"),
        "back_help": _("What the decoder draws at μ, at this β."),
        "shape": _("Width σ"),
        "shape_help": _(
            "How wide this image's Gaussian is at this β, beside the prior's circle (dashed, σ = "
            "1); pale, at the five β below. Weak β leaves a needle: the code is nearly exact."
        ),
        "sigma": _("σ across · up"),
        "sigma_help": _(
            "The width of the ellipse: how unsure the encoder is of each latent dimension. The "
            "prior's is 1: at σ = 1 and μ = 0 nothing is known of the image."
        ),
        "nats": _("{n} nats"),
        "image_kl": _("KL of this image"),
        "image_kl_help": _(
            "How much the code of this one image costs: the divergence of its Gaussian from the "
            "prior N(0, I)."
        ),
        # side by side
        "multiples": _("Five β side by side"),
        "step_figures": _("KL {kl} · recon. {recon}"),
        "step_title": _(
            "β {beta}: the code costs {kl} nats (KL), {recon} nats of reconstruction error "
            "remain. Press to turn the dial there."
        ),
        "step_label": _(
            "Turn the dial to β {beta}: KL {kl} nats, reconstruction error {recon} nats"
        ),
        "pairs": _("Image, and decoded back"),
        "decoded_only": _("Decoded back from the codes of test images"),
        "draws": _("{n} draws from N(0, I), the same for every β"),
    }
