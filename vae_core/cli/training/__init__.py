"""Commands that train: train, reproduce, recogniser, sweep."""

from vae_core.cli.common import Commands
from vae_core.cli.training import studies, train


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    train.add(commands)
    studies.add(commands)
