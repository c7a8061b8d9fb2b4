"""How much arithmetic a call does, and the product that shows how much of it a device can do per second."""

from __future__ import annotations

from collections.abc import Callable

import torch

CPU_PRODUCT = 2048  # rows of the square matrices multiplied: enough for full speed,
CUDA_PRODUCT = 8192  # and few enough for a run to take a fraction of a second


def multiply_adds(call: Callable[[], object]) -> int:
    """Multiply-adds of the matrix products and attention products a call does, counted while it runs once.

    Attention runs as its two plain products meanwhile: its fused kernel on the CPU is one that torch does not count.
    """
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        call()
    return int(counter.get_total_flops()) // 2


def product_size(device: torch.device) -> int:
    """Rows of the square matrices whose product shows what a device can do."""
    return CUDA_PRODUCT if device.type == "cuda" else CPU_PRODUCT
