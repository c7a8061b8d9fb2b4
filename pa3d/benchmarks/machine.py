"""What hardware and software a number was measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from pa3d.version import VERSION


def describe_machine() -> dict[str, Any]:
    """Plain values: processor, cores and bytes of memory this process may use, torch's threads, CUDA devices, versions.

    load: how many processes wanted a core, on average over the last minute: above `cores`, times say little.
    float32_products: torch's rule for them; "highest" is true float32, the others let CUDA devices round.
    """
    import numpy
    import torch

    cuda = [torch.cuda.get_device_properties(index) for index in range(torch.cuda.device_count())]
    return {
        "processor": processor_name(),
        "cores": visible_cores(),
        "threads": torch.get_num_threads(),
        "memory": visible_memory(),
        "load": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        "gpus": [{"name": device.name, "memory": device.total_memory} for device in cuda],
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "float32_products": torch.get_float32_matmul_precision(),
        "numpy": numpy.__version__,
        "pa3d": VERSION,
    }


def processor_name() -> str:
    """The processor as the system calls it; its architecture where the system does not say."""
    for key, value in _fields(Path("/proc/cpuinfo")):
        if key in ("model name", "Model", "Processor"):
            return value
    return platform.processor() or platform.machine()


def visible_cores() -> int:
    """Cores this process may run on: less than the machine has under taskset, a scheduler, or a container's quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text(encoding="ascii").split()
        return cores if quota == "max" else min(cores, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        return cores  # no control groups here


def visible_memory() -> int | None:
    """Bytes of memory this process may fill; None where the system does not say."""
    kilobytes = dict(_fields(Path("/proc/meminfo"))).get("MemTotal")
    total = None if kilobytes is None else int(kilobytes.split()[0]) * 1024
    if total is None and "SC_PHYS_PAGES" in getattr(os, "sysconf_names", {}):
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return total  # no control groups here, or no limit
    return limit if total is None else min(total, limit)


def _fields(path: Path) -> list[tuple[str, str]]:
    """The `key: value` lines of one of Linux's files; none elsewhere."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    pairs = (line.partition(":") for line in lines)
    return [(key.strip(), value.strip()) for key, colon, value in pairs if colon]
