"""AE vs VAE: why can a VAE invent images and a plain AE not, and where is that not true?"""

from ui.pages.ae_vs_vae import ae_vs_vae
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("AE vs VAE"))
shell.heading(
    _("AE vs VAE"),
    _("Why can a VAE invent images and a plain AE not? And where is that not true?"),
    how="ae_vs_vae_how",
    code="ae_vs_vae_code",
)
ae_vs_vae()
