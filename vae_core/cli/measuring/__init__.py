"""Commands that measure runs: evaluate, quality, gaps, factors."""

from vae_core.cli.common import Commands
from vae_core.cli.measuring import evaluate, factors, gaps, quality


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    evaluate.add(commands)
    quality.add(commands)
    gaps.add(commands)
    factors.add(commands)
