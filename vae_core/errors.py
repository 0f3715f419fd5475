"""The errors a caller is meant to catch. Each message is one sentence fit to show to a person."""


class VaeCoreError(Exception):
    """Base of everything this library raises on purpose."""


class ConfigError(VaeCoreError, ValueError):
    """A setting is unknown or out of range."""


class DataError(VaeCoreError):
    """A dataset is unknown, missing, damaged or could not be downloaded."""


class ImageError(VaeCoreError):
    """A picture cannot be read, is too large or too small, or shows nothing."""


class BusyError(ImageError):
    """There is no memory left for a picture at this moment; later there will be."""


class RunError(VaeCoreError):
    """A run is missing, damaged, foreign, or could not be written."""


class UnknownLayerError(RunError):
    """A part of a run's model is a module of its own, which only PyTorch can compute."""


class TrainingError(VaeCoreError):
    """Training could not go on, for example because the loss stopped being a number."""


class CutOffError(TrainingError):
    """A training was ended from outside, without a run. keep: its state is there to go on from."""

    def __init__(self, message: str, keep: bool) -> None:
        super().__init__(message)
        self.keep = keep
