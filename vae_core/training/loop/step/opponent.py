"""The second network of a training, which is trained against the model, with its own optimiser.

An objective that has one (`Objective.opponent`) gives two losses for a batch: the model's, whose
gradient goes to the model only, and the opponent's, whose gradient goes to the opponent only. Both
steps are taken from the weights before the batch, as in algorithm 1 of Larsen et al. 2016. The
opponent is part of the state of a training, not of the run that is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torch import Tensor, nn, optim

from vae_core.training.loop.state import with_prefix, without_prefix
from vae_core.training.loop.step.optimizer import optimizer_tensors, restore_optimizer

_ADAM_BETAS = (0.5, 0.99)
# At the learning rate of the model a discriminator of 28 x 28 images is sure within an epoch, and
# the decoder's gradient fades.
_LR_SHARE = 0.05


@dataclass(frozen=True)
class OpponentState:
    """What the opponent's next step depends on. groups: of its optimiser, plain values for JSON."""

    tensors: dict[str, Tensor]
    groups: list[dict[str, Any]]


class Opponent:
    """A network and AdamW for it, at a small share of the model's learning rate, `lr`.

    A short memory of the gradient's direction (0.5 in place of 0.9; Radford et al. 2016) keeps two
    networks that are trained against each other from swinging.
    """

    def __init__(self, network: nn.Module, lr: float) -> None:
        self.network = network
        self._optimizer = optim.AdamW(
            network.parameters(), _LR_SHARE * lr, _ADAM_BETAS, weight_decay=0.0
        )

    def step(self, loss: Tensor) -> None:
        """One step down the gradient of a loss, (), whose graph is used up. The gradients that it
        leaves in other networks are not the opponent's to use."""
        parameters = list(self.network.parameters())
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward(inputs=parameters)
        self._optimizer.step()

    def state(self) -> OpponentState:
        """The state between two steps; its tensors are not copied."""
        moments, groups = optimizer_tensors(self._optimizer)
        tensors = with_prefix("network", self.network.state_dict())
        return OpponentState(tensors | with_prefix("moments", moments), groups)

    def restore(self, state: OpponentState) -> None:
        """Continue from a `state`."""
        self.network.load_state_dict(without_prefix("network", state.tensors))
        moments = without_prefix("moments", state.tensors)
        restore_optimizer(self._optimizer, moments, state.groups)
