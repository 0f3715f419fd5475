"""Reconstruct: what does a model see in an image, where does it land, and what comes back?"""

from ui.pages.reconstruct import reconstruct
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Reconstruct"))
shell.heading(
    _("Reconstruct"),
    _("Draw, or bring an image. See what the model sees, where it lands, and what comes back."),
    how="how/reconstruct",
    code="code/reconstruct",
)
reconstruct()
