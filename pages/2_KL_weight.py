"""KL weight: what does the KL term do?"""

from ui.pages.kl_weight import kl_weight
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("KL weight"))
shell.heading(
    _("KL weight"),
    _("One dial decides how hard the VAE is pushed to keep its codes close to the centre."),
    how="how/kl_weight",
    code="code/kl_weight",
)
kl_weight()
