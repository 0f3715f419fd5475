"""Files on a disk that others write to as well: looking at them, writing them whole, locks."""
