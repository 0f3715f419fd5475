"""Live components that show latent space."""
