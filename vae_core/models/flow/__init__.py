"""A normalising flow over codes: a prior that is fitted after the training."""
