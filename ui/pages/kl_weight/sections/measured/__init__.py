"""Charts of what was measured at each beta."""
