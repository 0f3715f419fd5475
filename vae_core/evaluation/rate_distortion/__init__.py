"""Rate and distortion: figures of a model at one beta, and bounds that no model passes."""
