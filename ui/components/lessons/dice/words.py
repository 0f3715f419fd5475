"""The words of the dice; its JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("One image's way through the network, with its numbers"),
        "fallback": _("The figure could not start here."),
        # stations
        "image": _("Image x"),
        "encoder": _("encoder"),
        "decoder": _("decoder"),
        "mu": _("μ, where"),
        "mu_help": _("The centre of q(z | x): where the encoder puts this image."),
        "logvar": _("log σ², how wide"),
        "logvar_help": _("The width of q(z | x) in each dimension, as the encoder gives it."),
        "sigma": _("σ = {s1}, {s2}"),
        "centre": _("centre of the ellipse"),
        "eps_help": _("ε ~ N(0, 1), one number a dimension, new at each throw."),
        "throw": _("Throw"),
        "thrown": _("throw {i} of {n}"),
        "only_thrown": _("No gradient goes to ε: it is only thrown."),
        "z": _("z"),
        "plane": _(
            "The latent plane around μ: ellipses of 1σ and 2σ, dots: earlier throws, ring: this z"
        ),
        "arrow": _("arrow: the step that would lower the loss"),
        "picture": _("Picture"),
        "picture_help": _("What the decoder draws at this z."),
        "loss": _("Loss"),
        "nats": _("{n} nats"),
        "recon": _("picture error"),
        "recon_help": _(
            "Reconstruction error: binary cross-entropy between picture and image, summed over the "
            "784 pixels, in nats."
        ),
        "kl": _("KL, needs no dice"),
        "kl_help": _("KL(q(z | x) || N(0, I)) in nats: computed from μ and σ alone."),
        # back
        "forward": _("forward"),
        "back": _("gradient, back"),
        "error": _("at each pixel: picture − image"),
        "error_note": _("strong: too much ink"),
        "to_z": _("to z"),
        "to_mu": _("to μ: the same"),
        "to_logvar": _("to log σ²: × ε σ / 2"),
        "to_mu_none": _("to μ: nothing"),
        "to_logvar_none": _("to log σ²: nothing"),
        "wall": _("The dice let no gradient through"),
        "kl_back": _("KL, straight to μ: {m1}, {m2}; to log σ²: {v1}, {v2}"),
        "gradient_help": _(
            "How fast the picture error rises with this number, in nats for each unit: the "
            "optimiser goes the other way."
        ),
        "to_weights": _("to the encoder’s weights"),
        "mode": _("How z is drawn"),
        "mode_through": _("z = μ + σ · ε"),
        "mode_through_title": _("Only ε is thrown; z is computed from it"),
        "mode_direct": _("Draw z directly"),
        "mode_direct_title": _("z itself is the outcome of the dice"),
        # strips
        "strips": _("{n} throws: the gradient for μ₁"),
        "one_scale": _("all on one scale"),
        "closer": _("40 × closer"),
        "closer_hidden": _("closer"),
        "sd": _("spread (1 sd)"),
        "sd_help": _("Standard deviation of the {n} values, in nats for each unit of μ₁."),
        "row_reparameterised": _("Through z = μ + σ · ε"),
        "row_reparameterised_note": _("reparameterisation"),
        "row_score": _("Draw z directly"),
        "row_score_note": _("score function: error × ∇ log q"),
        "row_baseline": _("Draw, subtract the mean error"),
        "row_baseline_note": _("score function with a baseline"),
        "mean_line": _("upright line: mean of the {n}"),
        "mean_line_ring": _("upright line: mean of the {n}; ring: this throw"),
        "strip_label": _("{name}: mean {mean}, standard deviation {sd}"),
        "outside": _("mean {mean}, outside"),
        "hidden": _("?"),
        # log sigma^2
        "slider": _("log σ², any number"),
        "pull": _("KL’s gradient"),
        "on_logvar": _("for log σ²: (σ² − 1) / 2"),
        "on_sigma": _("for σ itself: σ − 1/σ"),
        "now_logvar": _("log σ²"),
        "now_sigma": _("σ = exp(log σ² / 2)"),
        "own": _("this image"),
        "status": _("Throw {i}: loss {loss} nats, gradient for μ {g1}, {g2}"),
    }
