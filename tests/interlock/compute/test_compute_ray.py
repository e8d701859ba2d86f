"""Work on a Ray cluster of two nodes on loopback; `pytest -m ray` runs it (starting the cluster takes long)."""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from zone_cast import made_up_zones

from interlock import compute
from interlock.compute import Where
from interlock.errors import BrokenLaw, Cancelled
from interlock.zones import ZonedProblem, check, plan_zones

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs Ray: pip install 'interlock[ray]'"),
]


class TwoNodes:
    """A cluster of two nodes with one processor each, and the place that runs work on it."""

    def __init__(self) -> None:
        import ray
        from ray.cluster_utils import Cluster

        small = {"num_cpus": 1, "object_store_memory": 80 * 2**20, "node_ip_address": "127.0.0.1"}
        self.cluster = Cluster(initialize_head=True, head_node_args=small)
        self.second = self.cluster.add_node(**small)
        ray.init(address=self.cluster.address, log_to_driver=False, logging_level="ERROR")
        ray.cloudpickle.register_pickle_by_value(sys.modules[__name__])
        self.where: Where = compute.ray(self.cluster.address)

    def kill_one(self) -> None:
        self.cluster.remove_node(self.second, allow_graceful=False)

    def end(self) -> None:
        import ray

        ray.shutdown()
        self.cluster.shutdown()


@pytest.fixture(name="nodes", scope="module")
def _nodes(request):
    if "ray" not in request.config.option.markexpr:
        pytest.skip("starts a cluster of two nodes, which takes half a minute; run it with: pytest -m ray")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("RAY_worker_niceness", "0")
        # Loopback is used for all traffic between nodes, whatever addresses this machine has.
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        nodes = TwoNodes()
        yield nodes
        nodes.end()


@pytest.fixture(name="zoned", scope="module")
def _zoned() -> ZonedProblem:
    return made_up_zones(1, orders=160, lines=24, zones=6)


def note_and_square(item: tuple[str, int]) -> int:
    import ray

    folder, number = item
    begun = Path(folder) / f"{number}-{os.getpid()}-{ray.get_runtime_context().get_node_id()}"
    begun.touch()
    time.sleep(0.7)
    begun.with_suffix(".done").touch()
    return number * number


def lost(folder: Path, node: str) -> list[Path]:
    """What a node has begun and not ended."""
    return [path for path in folder.glob(f"*-{node}") if not path.with_suffix(".done").exists()]


def break_laws(_: int) -> int:
    raise BrokenLaw("plan", ["too long", "too late"])


def test_a_county_in_zones_has_the_same_plan_on_a_cluster_as_here(nodes, zoned):
    here = plan_zones(zoned, effort="quick", seed=3)
    there = plan_zones(zoned, where=nodes.where, effort="quick", seed=3)
    assert there == here
    assert check(zoned, there) == []


def test_an_error_on_a_node_reaches_the_caller_as_it_was(nodes):
    with pytest.raises(BrokenLaw) as raised:
        nodes.where.each(break_laws, [1])
    assert raised.value.breaches == ("too long", "too late")


def test_the_wish_to_stop_is_heard_while_nodes_work(nodes, tmp_path):
    began = iter([False, False, True])
    with pytest.raises(Cancelled):
        nodes.where.each(note_and_square, [(str(tmp_path), i) for i in range(20)], stop=lambda: next(began, True))
    assert len(list(tmp_path.iterdir())) < 20


def test_work_of_a_node_killed_half_way_is_done_by_the_other(nodes, tmp_path):
    items, node, killed = [(str(tmp_path), number) for number in range(16)], nodes.second.node_id, []

    def kill_at_half(share: float) -> None:
        if share >= 0.5 and not killed and lost(tmp_path, node):
            killed.append(share)
            half_done = lost(tmp_path, node)
            nodes.kill_one()
            # A worker outlives its node for a moment; a machine that fails takes both.
            for path in half_done:
                os.kill(int(path.name.split("-")[1]), signal.SIGKILL)

    assert nodes.where.each(note_and_square, items, progress=kill_at_half) == [i * i for i in range(16)]
    assert killed
    # The dead node left an item half done, and the other has done it.
    assert lost(tmp_path, node)
    assert all(list(tmp_path.glob(f"{number}-*.done")) for number in range(16))
