"""Latent tools: random codes, the way between two images, sums of class means."""

from ui.pages.latent_tools import latent_tools
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Latent tools"))
shell.heading(
    _("Latent tools"),
    _("What does a random code look like, what lies between two images, and can codes be summed?"),
    how="how/latent_tools",
    code="code/latent_tools",
)
latent_tools()
