"""The tiny world the suite lives in."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from pa3d.core.encoder import EncoderConfig
from pa3d.core.network import PatchAlign
from pa3d.model import Model
from pa3d.text.vocabulary import Vocabulary

TESTS = Path(__file__).parent
TINY = EncoderConfig(
    points=128, patches=8, patch_size=6, width=32, depth=2, heads=2, mlp_ratio=2, embedding=(8, 16, 16, 24), position=8
)


def shared(*parts: str) -> Path:
    """A path in the folder of real shapes beside the repository; the test is skipped, visibly, where there is none."""
    path = TESTS.parents[1].joinpath("shared", *parts)
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path


def random_network(text_width: int) -> PatchAlign:
    """Random weights and random BatchNorm statistics, so that folding is not the identity."""
    torch.manual_seed(0)
    network = PatchAlign(TINY, text_width, teacher_width=10)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm1d):
            assert module.running_mean is not None and module.running_var is not None
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)
    return network.eval()


@pytest.fixture
def tiny_network() -> PatchAlign:
    """A random network without a text encoder of its own."""
    return random_network(text_width=12)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model on disk that knows the bundled words."""
    vocabulary = Vocabulary.load()
    network = random_network(vocabulary.vectors.shape[1])
    with torch.no_grad():  # centred, so that it says different things of different patches
        tokens = network.encoder(torch.rand(16, TINY.points, 3) - 0.5).tokens
        network.text_head.bias -= network.text_head(tokens).mean((0, 1))
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    Model(network, {"stage": "align", "text": {"encoder": vocabulary.encoder_id}}).save(path)
    return path


@pytest.fixture(scope="session")
def golden() -> dict[str, torch.Tensor]:
    """Numbers of the original code on random weights and inputs."""
    return load_file(TESTS / "golden" / "parity.safetensors")


@pytest.fixture(scope="session")
def original_checkpoint(golden: dict[str, torch.Tensor], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden weights as the original project would have written them."""
    state = {name.removeprefix("model."): value for name, value in golden.items() if name.startswith("model.")}
    head = {name.removeprefix("proj."): value for name, value in golden.items() if name.startswith("proj.")}
    path = tmp_path_factory.mktemp("original") / "original.pt"
    content = {
        "model": state,
        "proj": head,
        "temp": {"log_scale": torch.tensor(1 / 0.07).log()},
        "epoch": 3,
        "args": {"num_group": 16, "group_size": 8, "npoints": 256},
    }
    torch.save(content, path)
    return path
