"""What changes the weights of a model, step by step: the optimiser and what goes with it."""

from __future__ import annotations

import copy
from typing import Any, cast

from torch import Tensor

from vae_core.models.config import TrainingConfig
from vae_core.models.networks.autoencoders import Autoencoder
from vae_core.training.loop.state import State, with_prefix, without_prefix
from vae_core.training.loop.step.gradients import clip, forget
from vae_core.training.loop.step.objective import BatchLoss, Objective
from vae_core.training.loop.step.opponent import Opponent, OpponentState
from vae_core.training.loop.step.optimizer import (
    build_average,
    build_optimizer,
    optimizer_tensors,
    restore_optimizer,
)

_SCHEDULE_KEYS = ("last_epoch", "_step_count", "_last_lr")


class Learner:
    """The optimiser of a model, its learning rates, the moving average of the weights where the
    training has one, and the network that is trained against the model where the objective has one.
    """

    def __init__(
        self, model: Autoencoder, training: TrainingConfig, objective: Objective, total_steps: int
    ) -> None:
        self._training = training
        self._parameters = list(model.parameters())
        self._optimizer, self._schedule = build_optimizer(model, training, total_steps)
        self._averaged = build_average(model, training.ema, total_steps)
        second = objective.opponent
        self._opponent = None if second is None else Opponent(second, training.lr)
        self._model = model

    @property
    def average(self) -> Autoencoder | None:
        """The model with the moving average of its weights; None without one."""
        return cast(Autoencoder, self._averaged.module) if self._averaged else None

    def step(self, loss: BatchLoss) -> None:
        """One step down the gradient of a batch's loss; the opponent does its own, from the same
        weights of the model."""
        forget(self._parameters)
        if self._opponent is None or loss.opponent is None:
            loss.model.backward()
        else:  # Of one graph: both from the weights before the step
            loss.model.backward(inputs=self._parameters, retain_graph=True)
            self._opponent.step(loss.opponent)
        if self._training.max_grad_norm:
            clip(self._parameters, self._training.max_grad_norm)
        self._optimizer.step()
        self._schedule.step()
        if self._averaged:
            self._averaged.update_parameters(self._model)

    def state(self) -> State:
        """What the next step depends on beside the weights; its tensors are not copied."""
        tensors: dict[str, Tensor] = {}
        if self._averaged:
            tensors |= with_prefix("average", self._averaged.state_dict())
        moments, groups = optimizer_tensors(self._optimizer)
        tensors |= with_prefix("moments", moments)
        opponent = self._opponent.state() if self._opponent else None
        if opponent:
            tensors |= with_prefix("opponent", opponent.tensors)
        schedule = self._schedule.state_dict()
        values: dict[str, Any] = {
            "groups": groups,
            "opponent_groups": opponent.groups if opponent else [],
            "schedule": {key: schedule[key] for key in _SCHEDULE_KEYS},
        }
        return State(tensors, values)

    def restore(self, state: State) -> None:
        """Continue from a `state`; it may have parts that are not the learner's."""
        tensors, values = state.tensors, state.values
        if self._averaged:
            self._averaged.load_state_dict(without_prefix("average", tensors))
        restore_optimizer(self._optimizer, without_prefix("moments", tensors), values["groups"])
        if self._opponent:
            second = without_prefix("opponent", tensors)
            self._opponent.restore(OpponentState(second, values["opponent_groups"]))
        self._schedule.load_state_dict(copy.deepcopy(values["schedule"]))
