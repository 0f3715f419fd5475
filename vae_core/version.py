"""The version of the library and of the app; pyproject.toml reads it here."""

# Below 1.0 as long as names of the library may still change from one version to the next.
__version__ = "0.9.0"
