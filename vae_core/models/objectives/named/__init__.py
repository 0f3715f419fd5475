"""Objectives by name: for each a function of a batch, which gives what is minimised, (N,).

    f(batch, *, parameter=default, ...) -> (N,)

Its mean over the images of a batch is what the optimiser lowers. `batch.sample()` runs the model.
What parameters mean and where an objective comes from stands in `objectives.table`.
"""
