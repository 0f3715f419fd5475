"""The words of the bound; its JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("The true posterior of an image, and a guess at it"),
        "fallback": _("The live bound could not start in this browser."),
        "loading": _("Loading…"),
        "plane": _("Latent plane around the code; ink where a decoded picture explains the image"),
        "ink": _("Ink: log p(z|x)"),
        "ink_probe": _("Ink: log p(x|z) p(z)"),
        "ink_help": _(
            "Every cell is one decoded picture. The more ink, the better it explains the image and "
            "the likelier its place is to the prior: log p(x|z) p(z), which but for a constant is "
            "log p(z|x). Full ink is the likeliest place, none 45 nats below; thin lines stand at "
            "−10, −20, −30 and −40."
        ),
        "mass": _("95 % of p(z|x)"),
        "mass_help": _("The thick line holds 95 % of the true posterior."),
        "guess": _("q(z|x), 1σ and 2σ"),
        "guess_help": _(
            "The guess, a Gaussian. Drag its middle, stretch it at the dots; arrow keys do both."
        ),
        "first": _("the encoder’s q"),
        "first_help": _("Where the encoder puts its Gaussian, dashed once yours is another."),
        "place": _("A place z"),
        "place_help": _("Drag the ring; arrow keys move it too."),
        # handles
        "centre": _("Middle of q"),
        "probe": _("Place on the plane"),
        "centre_value": _("z1 {z1}, z2 {z2}; gap {kl} nats"),
        "sigma1": _("Width of q across"),
        "sigma2": _("Width of q upwards"),
        "sigma_value": _("σ {sigma}; gap {kl} nats"),
        # buttons
        "fits": _("Where q stands"),
        "encoder": _("What the encoder says"),
        "upright": _("The best upright ellipse"),
        "tilted": _("The best tilted ellipse"),
        # bars
        "logpx": _("log p(x)"),
        "logpx_sub": _("how likely x is"),
        "logpx_help": _(
            "How likely the model finds this image: the sum of p(x|z) p(z) over all cells, its "
            "logarithm in nats."
        ),
        "elbo": _("ELBO"),
        "elbo_sub": _("what q reaches"),
        "elbo_help": _(
            "Evidence lower bound, in nats: mean of log p(x, z) under q, plus the entropy of q. "
            "Summed over the same cells."
        ),
        "kl": _("KL, the gap"),
        "kl_sub": _("from q to p(z|x)"),
        "kl_help": _(
            "KL(q ‖ p(z|x)), in nats: what the ELBO lacks up to log p(x). 0 only where q is the "
            "true posterior."
        ),
        "nats": _("nats"),
        "was": _("encoder: {n}"),
        "unknown": _("?"),
        # pictures
        "x": _("The image x"),
        "here": _("From q’s middle"),
        "here_probe": _("From this place"),
        "peak": _("From the likeliest"),
        "recon_bce": _("error {n} nats"),
        "recon_mse": _("squared error {n}"),
        "recon_help": _(
            "−log p(x|z): what the picture decoded there misses of the image, summed over its "
            "pixels. It says how well it explains the pixels, not what it shows. The likeliest "
            "place has the largest p(x|z) p(z): another may err less where p(z) is less."
        ),
        # map and cover
        "map": _("You are here, {n}× closer"),
        "map_far": _("You are here"),
        "uncovered": _(
            "The grid holds {share} % of the mass; all figures are of this part. More of it lies "
            "around z = ({z1}, {z2})."
        ),
        "coarse": _(
            "The posterior of this image is too long and thin for these cells: the figures are "
            "rough."
        ),
        # gallery
        "gallery": _("Other images"),
        "gallery_sub": _("the encoder’s gap in nats"),
        "other": _("Test image {index}, gap {gap} nats"),
        "other_hidden": _("Test image {index}"),
        "status": _("Gap {kl} nats: log p(x) {logpx}, ELBO {elbo}."),
    }
