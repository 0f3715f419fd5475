"""Train: set a model up, press the button, and watch its latent space organise itself."""

from ui.pages.train import train_page
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Train"))
shell.heading(
    _("Train"),
    _("How does a latent space come about? Choose a model, press the button, and watch."),
    how="how/train",
    code="code/train",
)
train_page()
