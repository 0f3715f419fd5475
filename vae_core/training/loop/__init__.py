"""The loop of a training: steps, losses, the state that is resumed, and what is recorded."""
