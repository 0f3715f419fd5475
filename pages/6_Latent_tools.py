"""Latent tools: what lies between two images, and what does a random code look like?"""

from ui import shell
from ui.latent_tools import latent_tools
from ui.words import _

shell.frame(_("Latent tools"))
shell.heading(
    _("Latent tools"),
    _("What lies between two images, and what does a random code look like?"),
    how="latent_tools_how",
    code="latent_tools_code",
)
latent_tools()
