"""Runs at one condition: at one beta, or at one label, and the codes at each beta."""
