"""One step of a training: the batch, the objective, its gradients, and what they change."""
