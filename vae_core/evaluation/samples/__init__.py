"""How good decoded samples are: recognised, sharp, like the data, and as varied."""
