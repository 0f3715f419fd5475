"""The tensors of a model as arrays: names, shapes, and what beta or a label makes of them."""
