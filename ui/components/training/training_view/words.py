"""The words of the live view; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from collections.abc import Mapping
from functools import cache

from ui.text.words import _
from vae_core.models.objectives.table import Term


@cache
def words() -> dict[str, str]:
    """All words of the component by key. Endings such as ``_manifold`` name what is shown."""
    return {
        "view": _("The training, live"),
        "progress": _("How far the training is"),
        "fallback": _("The live view could not start here. The figures below follow the training."),
        # the plane
        "plane_latent": _("Where test images land"),
        "plane_latent_help": _(
            "The codes of the same 1,000 test images, coloured by label, as the model of the "
            "moment places them. Between two snapshots of the model each dot glides to its next "
            "place."
        ),
        "plane_pc": _("Where test images land"),
        "plane_pc_help": _(
            "The codes of the same 1,000 test images, coloured by label, seen along the two "
            "directions in which they differ most now (principal components). Between two "
            "snapshots each dot glides to its next place."
        ),
        "plane_line": _("Where test images land"),
        "plane_line_help": _(
            "The one latent dimension of the codes of the same 1,000 test images, from left to "
            "right, "
            "coloured by label. Each class has a row of its own, only to be told apart."
        ),
        "axis_latent_0": _("z₁"),
        "axis_latent_1": _("z₂"),
        "axis_pc_0": _("PC 1"),
        "axis_pc_1": _("PC 2"),
        "rings": _("Dashed: the prior at 1σ and 2σ"),
        "legend": _("Classes"),
        # the pictures
        "picture_manifold": _("What the decoder draws"),
        "picture_manifold_help": _(
            "The decoder of the moment over the latent plane: 15 × 15 places at the normal "
            "quantiles 0.05 to 0.95 of both dimensions (an autoencoder’s plane: those of its codes "
            "now), z₂ upwards."
        ),
        "picture_samples": _("Random draws, decoded"),
        "picture_samples_help": _(
            "Random codes z from the prior N(0, I), through the decoder of the moment. The codes "
            "stay the same through the training."
        ),
        "picture_reconstructions": _("Test images, sent through"),
        "picture_reconstructions_help": _(
            "What comes back of the same test images when the model of the moment encodes and "
            "decodes them."
        ),
        "originals": _("Test images"),
        "originals_short": _("original"),
        "originals_label": _("Test images: {names}"),
        "originals_help": _("Ten test images, the same all along: one of each class."),
        "rebuilt": _("The same test images, rebuilt"),
        "rebuilt_short": _("rebuilt"),
        "rebuilt_label": _(
            "The same test images as the model rebuilds them at step {step}: {names}"
        ),
        "rebuilt_help": _("What the model of the moment makes of them, decoded from μ."),
        # the curves
        "loss": _("Loss"),
        "loss_help": _("Reconstruction + KL of an image, as it counts at the KL weight 1."),
        "recon": _("Reconstruction"),
        "recon_help": _("How far what comes back lies from the image: lower is better."),
        "kl": _("KL"),
        "kl_help": _("How much a code tells about its image: how far its cloud is from the prior."),
        "plot_title": _("{name}, {unit}"),
        "plot_help": _(
            "Grey: training images as they go by, while the weights still change. Ink: other "
            "images at the end of each epoch, by the weights or their moving average, whichever "
            "does better: that is what is kept. The very first steps may lie above the frame."
        ),
        "plot_empty": _("{name}: no figures yet."),
        "plot_training": _("{name}: {value} {unit} in training."),
        "plot_measured": _("{other}: {value} {unit} after epoch {epoch}."),
        "key_training": _("training"),
        "key_epochs": _("across: epochs"),
        "key_epochs_log": _("across: epochs, log"),
    }


def term_words(terms: Mapping[str, Term]) -> dict[str, str]:
    """The words of the terms that an objective notes, as those of the other curves."""
    titles = {name: _(term.title) for name, term in terms.items()}
    return titles | {f"{name}_help": _(term.meaning) for name, term in terms.items()}
