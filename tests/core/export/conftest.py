"""What the tests of exports share: their zips unpacked."""

import io
from zipfile import ZipFile

import pytest


@pytest.fixture
def unpacked(tmp_path):
    """unpacked(content): the one folder of a zip, written to the disk."""

    def unpack(content):
        with ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            archive.extractall(tmp_path)
            (folder,) = {name.partition("/")[0] for name in archive.namelist()}
        return tmp_path / folder

    return unpack
