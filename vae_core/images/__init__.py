"""From any picture to an image that a model knows."""
