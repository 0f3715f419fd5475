"""The image that is encoded: where it comes from, and how it is prepared."""
