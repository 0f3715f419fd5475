"""How the latent dimensions of a model match the known factors of its images: MIG and DCI."""
