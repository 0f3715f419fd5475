"""The app under its pages: components, widgets, services, styles and words."""

import os

from vae_core.training.background import background_environment

# A server shares its processors with its other visitors, and often with their browsers. torch reads
# this as it is imported, which no page does before.
os.environ.update(background_environment())
