"""Reconstruct: what does a model see in an image, where does it land, and what comes back?"""

from ui import shell
from ui.reconstruct_page import reconstruct
from ui.words import _

shell.frame(_("Reconstruct"))
shell.heading(
    _("Reconstruct"),
    _("Draw, or bring an image. See what the model sees, where it lands, and what comes back."),
    how="reconstruct_how",
    code="reconstruct_code",
)
reconstruct()
