"""The live components of the lessons."""
