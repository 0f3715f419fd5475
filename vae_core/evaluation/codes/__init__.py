"""The codes of a trained model: how they are distributed, and what tells an AE from a VAE."""
