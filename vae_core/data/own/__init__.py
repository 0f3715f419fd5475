"""The user's own datasets: read from files of many kinds, looked at, and kept on this machine."""

from vae_core.data.own.kept import find_info, hash_of_images, load, names

__all__ = ["find_info", "hash_of_images", "load", "names"]
