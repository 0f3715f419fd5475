"""What is measured on the latent plane of a run with two latent dimensions."""
