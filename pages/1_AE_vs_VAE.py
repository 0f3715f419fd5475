"""AE vs VAE: why can a VAE invent images and a plain AE not, and where is that not true?"""

from ui.pages.ae_vs_vae import ae_vs_vae
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("AE vs VAE"))
shell.heading(
    _("AE vs VAE"),
    _("Why can a VAE invent images and a plain AE not? And where is that not true?"),
    how="how/ae_vs_vae",
    code="code/ae_vs_vae",
)
ae_vs_vae()
