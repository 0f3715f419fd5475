"""Thirty students, two servers: nothing is lost, and everyone is there again by themselves."""

import asyncio
import sys

import pytest

from benchmarks import redis_server
from benchmarks.class_of_300.one_server import one_server
from benchmarks.class_of_300.replicas import shared
from benchmarks.class_of_300.server.process import link_runs

N = 30
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="It kills a server as Linux does."),
]


def test_a_class_loses_nothing_when_its_server_is_killed(tmp_path):
    link_runs(tmp_path)
    of = asyncio.run(one_server(tmp_path, N, 3, timed=False))
    assert len(of.few) == len(of.followed) == N
    assert of.here == N
    for answered in (of.quiet, of.outage):
        assert sum(answered.wanted) == N
        assert answered.counts == answered.wanted
    assert len(of.drawn) == N and max(of.drawn) < float("inf")
    # Some had answered before the kill, all were there again after it, and nobody joined twice.
    assert 0 < of.outage.confirmed < N
    assert of.outage.here == N
    assert of.twice == 0
    assert of.errors == []


@pytest.mark.skipif(redis_server.PROGRAM is None, reason="redis-server is not on this machine.")
def test_students_of_two_servers_are_one_class(tmp_path):
    link_runs(tmp_path)
    of = asyncio.run(shared(tmp_path, N, 3))
    assert of.here == N
    assert len(of.followed) == N
    assert sum(of.answered.wanted) == N
    assert of.answered.counts == of.answered.wanted
