"""Both stores keep the same promises."""

import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.services.classroom.errors import ClassroomError
from ui.services.classroom.stores import chosen, sqlite_store
from ui.services.classroom.stores.redis_store import RedisStore
from ui.services.classroom.stores.sqlite_store import SqliteStore


def test_fields_are_put_got_and_removed(store):
    assert store.get("one", "a") is None
    assert store.fields("one") == {}
    store.put("one", "a", b"\x00\xff")
    store.put("one", "b", b"")
    store.put("one", "a", b"new")
    store.put("two", "ä 'quoted'", b"x")
    assert store.get("one", "a") == b"new"
    assert store.fields("one") == {"a": b"new", "b": b""}
    assert store.fields_of(["two", "none", "one"]) == [
        {"ä 'quoted'": b"x"},
        {},
        {"a": b"new", "b": b""},
    ]
    store.remove("one", "a")
    store.remove("one", "never there")
    assert store.fields("one") == {"b": b""}
    store.remove("one")
    assert store.fields("one") == {}
    assert store.get("two", "ä 'quoted'") == b"x"


def test_only_the_first_of_many_puts_a_new_field(store):
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda i: store.put_new("k", "f", str(i).encode()), range(40)))
    assert sum(done) == 1
    assert store.get("k", "f") == str(done.index(True)).encode()


def test_counting_misses_nobody(store):
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda _: store.increment("k", "n"), range(100)))
    assert sorted(numbers) == list(range(1, 101))
    assert store.get("k", "n") == b"100"
    assert store.increment("k", "n", -30) == 70


def test_another_process_and_a_restart_see_the_same(make_store):
    one, other = make_store(), make_store()
    one.put("k", "f", b"1")
    assert other.get("k", "f") == b"1"
    other.increment("k", "n")
    assert one.increment("k", "n") == 2
    assert make_store().fields("k") == {"f": b"1", "n": b"2"}


def test_a_key_expires_as_a_whole(store):
    store.expire("k", 1e-3)  # nothing is there: nothing happens
    store.put("k", "f", b"1")
    store.put("stays", "f", b"1")
    store.expire("k", 100)
    assert store.get("k", "f") == b"1"
    store.expire("k", 1e-3)
    while store.get("k", "f"):
        pass
    assert store.fields("k") == {}
    assert store.put_new("k", "f", b"2")
    assert store.increment("k", "n") == 1
    assert store.fields("k") == {"f": b"2", "n": b"1"}
    assert store.get("stays", "f") == b"1"


def test_what_writes_a_field_lets_its_key_last(store):
    store.put("by put", "f", b"1", keep=1e-3)
    assert store.put_new("by put_new", "f", b"1", keep=1e-3)
    assert store.increment("by increment", "n", keep=1e-3) == 1
    store.put("longer", "f", b"1", keep=1e-3)
    store.put("longer", "f", b"2", keep=100)
    store.put("longer", "f", b"3")  # changes nothing about that
    while any(store.fields_of(["by put", "by put_new", "by increment"])):
        pass
    assert store.get("longer", "f") == b"3"


def test_a_key_that_comes_again_does_not_expire_like_the_old_one(store):
    store.put("k", "f", b"1")
    store.expire("k", 0.05)
    store.remove("k", "f")
    store.put("k", "f", b"2")
    store.put("other", "f", b"1")
    store.expire("other", 0.06)
    while store.get("other", "f"):
        pass
    assert store.get("k", "f") == b"2"


def test_a_change_of_the_systems_clock_moves_nothing(tmp_path, monkeypatch):
    store = SqliteStore(tmp_path / "classes.db")
    store.put("k", "f", b"1")
    store.expire("k", 3600)
    monkeypatch.setattr(sqlite_store.time, "time", lambda: 4e9)
    assert store.get("k", "f") == b"1"
    monkeypatch.setattr(sqlite_store.time, "time", lambda: 0.0)
    assert store.get("k", "f") == b"1"


def test_what_has_expired_leaves_the_file(tmp_path, monkeypatch):
    store = SqliteStore(tmp_path / "classes.db")
    store.put("old", "f", b"1")
    store.expire("old", 10)
    later = sqlite_store.steady_time() + 1000
    monkeypatch.setattr(sqlite_store, "steady_time", lambda: later)
    store.put("new", "f", b"1")
    with sqlite3.connect(tmp_path / "classes.db") as database:
        assert database.execute("SELECT key FROM fields").fetchall() == [("new",)]
        assert database.execute("SELECT * FROM expiry").fetchall() == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_servers_user_reads_the_file(tmp_path):
    SqliteStore(tmp_path / "classes.db").put("k", "f", b"1")
    for file in tmp_path.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file


def test_a_store_that_fails_says_so_in_a_sentence(tmp_path):
    (tmp_path / "classes.db").write_bytes(b"no database" * 1000)
    with pytest.raises(ClassroomError, match=r"cannot be kept in .*classes.db"):
        SqliteStore(tmp_path / "classes.db")
    with pytest.raises(ClassroomError, match="cannot be reached in Redis"):
        RedisStore("redis://127.0.0.1:1").get("k", "f")
    with pytest.raises(ClassroomError, match="cannot be kept in Redis"):
        RedisStore("nonsense://")


def test_the_settings_choose_the_store(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "runs"))
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    store = chosen.chosen_store()
    assert isinstance(store, SqliteStore)
    assert store is chosen.chosen_store()
    assert (tmp_path / "runs" / ".classes.db").exists()
    (tmp_path / "limits.toml").write_text(
        '[classes]\nstore = "redis://127.0.0.1:1"\n', encoding="utf-8"
    )
    assert isinstance(chosen.chosen_store(), RedisStore)
    (tmp_path / "limits.toml").write_text('[classes]\nstore = "paper"\n', encoding="utf-8")
    with pytest.raises(ClassroomError, match="not “paper”"):
        chosen.chosen_store()


def test_all_who_come_to_a_cold_server_at_once_get_one_store(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    (tmp_path / "limits.toml").write_text(
        '[classes]\nstore = "redis://127.0.0.1:1/3"\n', encoding="utf-8"
    )
    made = RedisStore.__init__

    def slowly(self, url):
        time.sleep(0.05)
        made(self, url)

    monkeypatch.setattr(RedisStore, "__init__", slowly)
    chosen._redis.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        stores = list(pool.map(lambda _: chosen.chosen_store(), range(8)))
    assert len({id(store) for store in stores}) == 1
