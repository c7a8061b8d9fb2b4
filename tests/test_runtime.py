"""Facts about the machine."""

from __future__ import annotations

import sys

import pytest
import torch

from pa3d.errors import UsageError
from pa3d.runtime import keep_freed_memory, matrix_rate, pick_device, pick_dtype


def test_cpu_is_always_there_and_auto_takes_cuda_where_it_is() -> None:
    assert pick_device("cpu") == torch.device("cpu")
    assert pick_device("auto").type == ("cuda" if torch.cuda.is_available() else "cpu")


@pytest.mark.parametrize("choice", ["gpu", "cuda:x", "cuda:-1", "CPU", "", "cuda:"])
def test_what_is_no_device_is_refused(choice: str) -> None:
    with pytest.raises(UsageError, match="is not a device"):
        pick_device(choice)


def test_a_device_that_is_not_here_is_refused() -> None:
    missing = f"cuda:{torch.cuda.device_count()}"
    with pytest.raises(UsageError, match=f"{missing} is not here.*CUDA devices found"):
        pick_device(missing)


def test_the_asked_number_type_is_taken() -> None:
    cpu = torch.device("cpu")
    assert pick_dtype("float32", cpu) == torch.float32
    assert pick_dtype("bfloat16", cpu) == torch.bfloat16
    assert pick_dtype("auto", cpu) in (torch.float32, torch.bfloat16)
    assert pick_dtype("auto", cpu) == pick_dtype("auto", cpu)


def test_a_matrix_rate_is_of_this_planet() -> None:
    assert 1e6 < matrix_rate(torch.float32, 64, repeats=1) < 1e16


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only does something on Linux")
def test_memory_still_works_after_tuning_the_allocator() -> None:
    keep_freed_memory()
    keep_freed_memory()
    assert float(torch.ones(1 << 20).sum()) == 1 << 20
