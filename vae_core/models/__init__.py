"""What a model is: configurations, layers, networks, objectives, presets."""
