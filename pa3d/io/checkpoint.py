"""Checkpoint files: our safetensors, and the original project's pickles read without running them.

This room knows names and numbers, not models: `model.py` builds the network a record describes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor

from pa3d.errors import CheckpointError, FileError
from pa3d.io.atomic import atomic_path
from pa3d.io.source import file_sha256, open_file

FORMAT = 1
LAST, BEST = "last.safetensors", "best.safetensors"  # in the folder of a training run
_KEY = "pa3d"  # the one metadata entry


@dataclass(frozen=True)
class Checkpoint:
    """weights under our own names; meta: the JSON that alone rebuilds the model; sha256 of the file read."""

    weights: Mapping[str, Tensor]
    meta: Mapping[str, Any]
    sha256: str = ""


def write_checkpoint(
    path: Path, weights: Mapping[str, Tensor], meta: Mapping[str, Any], overwrite: bool = False
) -> str:
    """Write one safetensors file, whole or not at all; returns its sha256."""
    arrays = {name: value.detach().cpu().contiguous() for name, value in weights.items()}
    content = to_bytes(arrays, metadata={_KEY: json.dumps({"format": FORMAT, **meta}, sort_keys=True)})
    with atomic_path(path, overwrite=overwrite) as temporary:
        temporary.write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def checkpoint_of(place: Path) -> Path:
    """Of the folder of a training run its best checkpoint, else its last; anything else as it is.

    Raises FileError for a folder without either.
    """
    if not place.is_dir():
        return place
    for name in (BEST, LAST):
        if (place / name).is_file():
            return place / name
    raise FileError(
        f"{place} holds no checkpoint.", f"It has neither {BEST} nor {LAST}.", "Give another run, or a file."
    )


def read_checkpoint(path: Path) -> Checkpoint:
    """Read our safetensors or an original `.pt`, told apart by the first bytes; or the checkpoint of a run folder.

    Raises FileError, CheckpointError.
    """
    path = checkpoint_of(path)
    with open_file(path) as file:
        head = file.read(16)
    # A safetensors file starts with the length of its JSON header, then the brace.
    return _read_ours(path) if head[8:9] == b"{" else read_original(path)


def _read_ours(path: Path) -> Checkpoint:
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a dict)
        meta = json.loads(metadata[_KEY])
    except KeyError:
        raise CheckpointError(
            f"{path} is not a pa3d checkpoint.", "Its metadata has no `pa3d` entry.", "Give one written by pa3d."
        ) from None
    except (SafetensorError, json.JSONDecodeError) as error:
        raise CheckpointError(f"{path} cannot be read.", f"{error}.", "Fetch or write it again.") from error
    if not isinstance(meta, dict) or not isinstance(meta.get("encoder"), dict):
        raise CheckpointError(f"{path} describes no model.", "Its metadata has no encoder.", "Write it again.")
    if meta.get("format") != FORMAT:
        found = f"Format {meta.get('format')}; this version reads {FORMAT}."
        raise CheckpointError(
            f"{path} has another checkpoint format.", found, "Install the version of pa3d that wrote it."
        )
    return Checkpoint(weights, meta, file_sha256(path))


# The original's names and ours. {i} is a block. Conv1d kernels lose their last axis of length 1.
_RENAMES = {
    "cls_token": "encoder.cls_token",
    "cls_pos": "encoder.cls_position",
    "encoder.first_conv.0": "encoder.embed.lift",
    "encoder.first_conv.1": "encoder.embed.lift_norm",
    "encoder.first_conv.3": "encoder.embed.expand",
    "encoder.second_conv.0": "encoder.embed.mix",
    "encoder.second_conv.1": "encoder.embed.mix_norm",
    "encoder.second_conv.3": "encoder.embed.gather",
    "reduce_dim": "encoder.embed.reduce",
    "pos_embed.0": "encoder.position.lift",
    "pos_embed.2": "encoder.position.out",
    "blocks.blocks.{i}.norm1": "encoder.blocks.{i}.attention_norm",
    "blocks.blocks.{i}.attn.qkv": "encoder.blocks.{i}.attention.qkv",
    "blocks.blocks.{i}.attn.proj": "encoder.blocks.{i}.attention.out",
    "blocks.blocks.{i}.norm2": "encoder.blocks.{i}.mlp_norm",
    "blocks.blocks.{i}.mlp.fc1": "encoder.blocks.{i}.mlp_in",
    "blocks.blocks.{i}.mlp.fc2": "encoder.blocks.{i}.mlp_out",
    "norm": "encoder.norm",
}


def read_original(path: Path) -> Checkpoint:
    """A pickle of the original project (keys model, proj, temp, args), opened with `weights_only`.

    meta has `stage`, `encoder` (what the tensors and `args` tell; no heads), `text` or `teacher` width, `score`.
    Raises CheckpointError for a file that is none, holds code, or has other weights than the original's.
    """
    try:
        with torch.serialization.safe_globals([argparse.Namespace]):
            content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises whatever the bytes led it to; all of it means the same to a reader
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise CheckpointError(
            f"{path} is neither a pa3d checkpoint nor an original one.",
            f"{reason}.",
            "Give a .safetensors or .pt of weights.",
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get("model"), dict):
        raise CheckpointError(
            f"{path} is not an original checkpoint.", "It has no `model` weights.", "Give another file."
        )
    weights = _rename(path, content["model"])
    head = _plain(content.get("proj") or {})
    stage = "align" if content.get("temp") else "distill"
    target = "text_head" if stage == "align" else "teacher_head"
    weights.update({f"{target}.{name.removeprefix('proj.')}": value.float() for name, value in head.items()})
    width = len(head["proj.weight"]) if "proj.weight" in head else None
    meta: dict[str, Any] = {"format": FORMAT, "stage": stage, "encoder": _sizes(path, weights, content.get("args"))}
    meta["text"] = {"dimension": width} if stage == "align" else None
    meta["teacher"] = {"dimension": width} if stage == "distill" and width else None
    temperature = _plain(content.get("temp") or {}).get("log_scale")
    if temperature is not None:
        weights["log_scale"] = temperature.float().reshape(())
        meta["score"] = {"scale": min(float(temperature.float().exp()), 100.0), "bias": 0.0}
    meta["training"] = {"source": "original", "epoch": content.get("epoch")}
    return Checkpoint(weights, meta, file_sha256(path))


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    """Names without the prefix that multi-GPU wrappers add."""
    return {name.removeprefix("module."): value for name, value in state.items()}


def _rename(path: Path, state: Mapping[str, Any]) -> dict[str, Tensor]:
    weights: dict[str, Tensor] = {}
    unknown = []
    for name, value in _plain(state).items():
        if not isinstance(value, Tensor):
            unknown.append(name)
            continue
        stem, _, leaf = name.rpartition(".")
        block = stem.split(".")[2] if stem.startswith("blocks.blocks.") else ""
        pattern = stem.replace(f"blocks.blocks.{block}.", "blocks.blocks.{i}.") if block else stem
        if name in _RENAMES:
            weights[_RENAMES[name]] = value.float().flatten()  # (1, 1, D) -> (D,)
        elif pattern in _RENAMES:
            value = value if value.dtype == torch.long else value.float()
            value = value[..., 0] if value.ndim == 3 else value  # Conv1d (out, in, 1) -> (out, in)
            weights[f"{_RENAMES[pattern].replace('{i}', block)}.{leaf}"] = value
        else:
            unknown.append(name)
    if unknown:
        found = f"Unknown weights: {', '.join(unknown[:10])}{' ...' if len(unknown) > 10 else ''}."
        raise CheckpointError(f"{path} is not an original checkpoint.", found, "Give the original's file.")
    return weights


def _sizes(path: Path, weights: Mapping[str, Tensor], args: Any) -> dict[str, Any]:
    """What the tensors say of the encoder, and of `args` the patches. Heads leave no trace in the tensors."""
    try:
        first, second = weights["encoder.embed.lift.weight"], weights["encoder.embed.mix.weight"]
        pooled, out = weights["encoder.embed.expand.weight"], weights["encoder.embed.gather.weight"]
        width = len(weights["encoder.cls_token"])
        blocks = {name.split(".")[2] for name in weights if name.startswith("encoder.blocks.")}
        sizes: dict[str, Any] = {
            "width": width,
            "depth": len(blocks),
            "embedding": [len(first), len(pooled), len(second), len(out)],
            "position": len(weights["encoder.position.lift.weight"]),
            "mlp_ratio": len(weights["encoder.blocks.0.mlp_in.weight"]) // width,
        }
    except KeyError as error:
        raise CheckpointError(f"{path} lacks a weight.", f"Missing: {error.args[0]}.", "Give a whole file.") from None
    told = vars(args) if isinstance(args, argparse.Namespace) else args if isinstance(args, dict) else {}
    for ours, names in _ARGS.items():
        value = next((told[name] for name in names if isinstance(told.get(name), int)), None)
        if value is not None:
            sizes[ours] = value
    return sizes


# What the original's scripts call the sizes that leave no trace in the weights.
_ARGS = {
    "patches": ("num_group", "num_groups"),
    "patch_size": ("group_size",),
    "points": ("num_points", "npoints", "n_points"),
    "heads": ("num_heads",),
}
