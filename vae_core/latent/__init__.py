"""Geometry of latent space, in numpy."""
