"""Explore: what lives where in a latent plane, and can I trust it?"""

from ui import shell
from ui.explore import explore
from ui.words import _

shell.frame(_("Explore"))
shell.heading(
    _("Explore"),
    _(
        "Each dot is one test image, squeezed to two numbers. "
        "Drag anywhere: the decoder draws what lives there."
    ),
    how="explore_how",
    code="explore_code",
)
explore()
