"""What a report says of the machine."""

from __future__ import annotations

import json
import os

import pytest
import torch

from pa3d.benchmarks.machine import describe_machine, processor_name, visible_cores, visible_memory
from pa3d.version import VERSION


def test_a_description_is_plain_and_complete() -> None:
    machine = describe_machine()
    assert json.loads(json.dumps(machine)) == machine
    assert machine["threads"] == torch.get_num_threads()
    assert machine["pa3d"] == VERSION
    assert len(machine["gpus"]) == torch.cuda.device_count()
    assert all(machine[key] for key in ("processor", "cores", "system", "python", "torch", "numpy"))


def test_cores_and_memory_are_those_of_this_process() -> None:
    assert 1 <= visible_cores() <= (os.cpu_count() or 1)
    memory = visible_memory()
    assert memory is None or memory > 64 << 20
    assert processor_name()


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="no affinity here")
def test_a_process_tied_to_one_core_has_one() -> None:
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        assert visible_cores() == 1
    finally:
        os.sched_setaffinity(0, before)
