"""A class to try things in, in each of the stores."""

from itertools import count

import pytest

from benchmarks import redis_server
from ui.services.classroom import classroom
from ui.services.classroom.people import members
from ui.services.classroom.people.limits import Rate
from ui.services.classroom.stores.redis_store import RedisStore
from ui.services.classroom.stores.sqlite_store import SqliteStore

_databases = count()


@pytest.fixture(scope="session")
def redis_url():
    """A Redis server of its own on a free port; the tests with Redis are skipped without one."""
    if redis_server.PROGRAM is None:
        pytest.skip("there is no redis-server here")
    with redis_server.redis_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "redis"])
def make_store(request, tmp_path):
    """A function that opens the same empty store, each time as another process would."""
    if request.param == "sqlite":
        return lambda: SqliteStore(tmp_path / "kept" / "classes.db")
    url = f"{request.getfixturevalue('redis_url')}/{next(_databases)}"
    return lambda: RedisStore(url)


@pytest.fixture
def store(make_store):
    return make_store()


@pytest.fixture
def room(store):
    return classroom.start(store)[0]


@pytest.fixture
def ada(room):
    return members.join(room, "key of Ada", "Ada").student


@pytest.fixture
def no_waiting(monkeypatch):
    """Drawings may come as fast as they like."""
    monkeypatch.setattr(
        "ui.services.classroom.made.drawings._rate", Rate(burst=1_000_000, seconds=1e-6)
    )
