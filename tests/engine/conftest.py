"""Tiny random vision models, written to disk as the real ones are, and a stub of an OpenAI-compatible endpoint."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

GREY = {"image_mean": [0.5, 0.4, 0.3], "image_std": [0.2, 0.25, 0.5]}


def write_backbone(folder: Path, kind: str, **sizes: Any) -> Any:
    """A backbone of two layers, width 24, patches of 14 pixels; its weights of ordinary size."""
    config = getattr(transformers, f"{kind}Config")(
        hidden_size=24, num_hidden_layers=2, num_attention_heads=2, image_size=56,
        **{"patch_size": 14, "intermediate_size": 48, **sizes},
    )  # fmt: skip
    model = getattr(transformers, f"{kind}Model")(config).eval()
    torch.manual_seed(0)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(GREY))
    return model


def write_sam(folder: Path, kind: str = "Sam") -> Any:
    """A SAM of two layers whose pictures are 64 pixels wide."""
    torch.manual_seed(0)
    prompt = {"hidden_size": 16, "image_size": 64, "patch_size": 16, "mask_input_channels": 4}
    decoder = {"hidden_size": 16, "mlp_dim": 32, "num_attention_heads": 2, "iou_head_hidden_dim": 16}
    if kind == "Sam2":
        backbone = {
            "hidden_size": 8, "image_size": [64, 64], "blocks_per_stage": [1, 1, 2, 1],
            "embed_dim_per_stage": [8, 16, 32, 64], "num_attention_heads_per_stage": [1, 1, 1, 1],
            "window_size_per_stage": [8, 4, 4, 2], "global_attention_blocks": [3],
            "model_type": "sam2_hiera_det_model",
        }  # fmt: skip
        vision = {
            "backbone_config": backbone, "backbone_channel_list": [64, 32, 16, 8], "fpn_hidden_size": 16,
            "backbone_feature_sizes": [[16, 16], [8, 8], [4, 4]],
        }  # fmt: skip
    else:
        vision = {
            "hidden_size": 16, "output_channels": 16, "num_hidden_layers": 2, "num_attention_heads": 2,
            "image_size": 64,
            "patch_size": 16, "mlp_dim": 32, "window_size": 2, "global_attn_indexes": [1], "num_pos_feats": 8,
            "initializer_range": 0.2,
        }  # fmt: skip
    if kind == "SamHQ":
        decoder["vit_dim"] = 16
    config = getattr(transformers, f"{kind}Config")(
        vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder
    )
    model = getattr(transformers, f"{kind}Model")(config).eval()
    model.save_pretrained(folder)
    return model


@pytest.fixture(scope="session")
def make_backbone() -> Callable[..., Any]:
    return write_backbone


@pytest.fixture(scope="session")
def make_sam() -> Callable[..., Any]:
    return write_sam


class StubEndpoint:
    """A chat completion server in a thread. `script` says what the next requests get; when it is empty, "leg".

    An entry: a text (the answer), a number (an HTTP error), a pair of a number and headers, bytes (sent as they are), a
    float (seconds before the answer), or "hang up" (the connection is closed without a word).
    """

    def __init__(self) -> None:
        self.script: list[Any] = []
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.times: list[float] = []
        self.under_way = self.most_under_way = 0
        self.delay = 0.0
        self.error_text = "something is wrong"
        self.lock = threading.Lock()
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                stub.answer(self)

            def log_message(self, *_: Any) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def answer(self, handler: http.server.BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self.lock:
            self.times.append(time.monotonic())
            self.requests.append(body)
            self.headers.append(dict(handler.headers))
            self.paths.append(handler.path)
            step = self.script.pop(0) if self.script else "leg"
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
        time.sleep(self.delay)
        if isinstance(step, float):
            time.sleep(step)
            step = "leg"
        with self.lock:  # before the answer is out: whoever has it may ask again at once
            self.under_way -= 1
        with contextlib.suppress(OSError):  # the other side did not wait
            self._reply(handler, step)

    def _reply(self, handler: http.server.BaseHTTPRequestHandler, step: Any) -> None:
        if step == "hang up":
            handler.close_connection = True
            return
        status, headers = 200, {}
        if isinstance(step, tuple):
            status, headers = step
        elif isinstance(step, int):
            status = step
        if isinstance(step, bytes):
            content = step
        elif status != 200:
            content = json.dumps({"error": {"message": self.error_text}}).encode()
        else:
            message = {"role": "assistant", "content": step}
            usage = {"prompt_tokens": 700, "completion_tokens": 2, "total_tokens": 702}
            content = json.dumps({"choices": [{"message": message}], "usage": usage}).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubEndpoint]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "PA3D_CAPTION_KEY"):
        monkeypatch.delenv(name, raising=False)
    stub = StubEndpoint()
    yield stub
    stub.close()
