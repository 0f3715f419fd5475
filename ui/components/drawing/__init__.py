"""Live components that somebody draws or points on: the pad, the pad of signs, the crop."""
