"""Vision models kept as `transformers` folders: found, loaded whole, and how pictures enter them.

Only safetensors are read and no code of a model's own is ever run. `transformers` is imported inside functions.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pa3d.config import DtypeChoice
from pa3d.errors import CheckpointError, FileError, UsageError, first_line
from pa3d.io.hub import fetch_folder
from pa3d.io.source import file_sha256
from pa3d.runtime import pick_dtype

if TYPE_CHECKING:
    import torch

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
_WANTED = ("*.json", "*.safetensors", "*.txt", "*.model", "*.jinja")
_UNWANTED = ("*/*", "*.fp16.safetensors", "*.onnx*")  # other runtimes and precisions live in folders of their own
_LARGEST_JSON = 1 << 24
_UNUSED = ("pooler.", "embeddings.mask_token", "mask_token")  # weights that patch tokens do not pass through


class PictureRule(NamedTuple):
    """How pixels in 0..1 become a model's input: (pixel - mean) / std per channel; source: where that was read."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    source: str

    def apply(self, pictures: torch.Tensor) -> torch.Tensor:
        """Pictures (V, 3, H, W) in 0..1 as the model takes them."""
        mean, std = (pictures.new_tensor(values)[:, None, None] for values in (self.mean, self.std))
        return (pictures - mean) / std


def locate_model(name: str, flag: str, download: bool = True) -> Path:
    """The folder of a model: a local folder, the hub's cache, and then the hub (OWNER/NAME).

    flag: the option that named it, for messages. Raises UsageError for another form of name, FileError, quickly also
    without a network, when the files cannot be had or are incomplete.
    """
    if Path(name).is_dir():
        return _complete(Path(name), f"Check the folder given with {flag}.")
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise UsageError(
            f"{flag} {name} is no model.",
            "It is neither a folder nor a hub name of the form OWNER/NAME.",
            f"Give a folder with config.json and safetensors, or a name, with {flag}.",
        )
    return fetch_folder(
        name, _WANTED, _UNWANTED,
        lambda folder: _complete(folder, "Take a model that is published as safetensors."),
        f"The model {name}", f"Run once with a network, or give a local folder with {flag}.", download,
    )  # fmt: skip


def _complete(folder: Path, do: str) -> Path:
    what, index = f"The folder {folder} holds no complete model.", folder / "model.safetensors.index.json"
    if not (folder / "config.json").is_file():
        raise FileError(what, "There is no config.json.", do)
    if index.is_file():
        parts = read_json(index).get("weight_map")
        names = sorted(set(map(str, parts.values()))) if isinstance(parts, dict) else []
        missing = [name for name in names if not (folder / name).is_file()]
        if not names or missing:
            raise FileError(what, f"Missing: {', '.join(missing[:3]) or 'its list of weight files'}.", do)
    elif not (folder / "model.safetensors").is_file():
        raise FileError(what, "There is no model.safetensors; pickled weights are never read.", do)
    return folder


def load_model(folder: Path, family: str, flag: str, dtype: torch.dtype) -> Any:
    """The model of a folder as the class `family` of transformers, in evaluation mode, on the CPU.

    Raises CheckpointError when it cannot be built, or when weights are missing or misshaped.
    """
    import transformers

    from pa3d.text.encoders import quiet_transformers

    # The keyword was renamed; without it, older versions load everything in float32 and newer ones as it is stored.
    version = tuple(int(number) for number in transformers.__version__.split(".")[:2])
    precision = {"dtype" if version >= (4, 56) else "torch_dtype": dtype}
    what, do = f"The model in {folder} cannot be loaded.", f"Check its files, or give another model with {flag}."
    try:
        with quiet_transformers():
            model, report = getattr(transformers, family).from_pretrained(
                folder, use_safetensors=True, local_files_only=True, trust_remote_code=False,
                output_loading_info=True, **precision,
            )  # fmt: skip
    except Exception as error:  # whatever a wrong configuration makes transformers stumble over
        raise CheckpointError(what, first_line(error), do) from error
    # transformers fills missing weights with random numbers.
    wrong = [name for name in report["missing_keys"] if not name.startswith(_UNUSED)]
    wrong += [str(name) for name in report["mismatched_keys"]]
    if wrong:
        raise CheckpointError(what, f"Weights missing or misshaped: {', '.join(sorted(wrong)[:4])}.", do)
    return model.eval()


def precision(choice: DtypeChoice, device: torch.device) -> torch.dtype:
    """The number type of a model: what was asked for; by itself bfloat16 on a GPU that has it, float32 on a CPU.

    A CPU that multiplies faster in bfloat16 still takes float32: shards made on different ones agree.
    """
    return pick_dtype("float32" if choice == "auto" and device.type == "cpu" else choice, device)


def picture_rule(folder: Path) -> PictureRule:
    """Mean and deviation out of the model's own preprocessor file; those of ImageNet where it has none.

    Raises FileError for a file that says something else than three numbers.
    """
    for name in ("preprocessor_config.json", "processor_config.json"):
        path = folder / name
        if not path.is_file():
            continue
        content = read_json(path)
        content = content.get("image_processor", content)
        if isinstance(content, dict) and "image_mean" in content:
            if content.get("do_normalize", True) is False:
                return PictureRule((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), name)
            mean, std = (_three(path, content.get(key), key) for key in ("image_mean", "image_std"))
            if 0 in std:
                raise FileError(f"{path} cannot be used.", f"image_std is {list(std)}.", "Correct the file.")
            return PictureRule(mean, std, name)
    return PictureRule(IMAGENET_MEAN, IMAGENET_STD, "ImageNet, as the model has no preprocessor file")


def _three(path: Path, value: Any, key: str) -> tuple[float, float, float]:
    values = value if isinstance(value, list) else [value] * 3
    if len(values) != 3 or not all(isinstance(each, int | float) and abs(each) < 1e4 for each in values):
        raise FileError(f"{path} cannot be used.", f"{key} is {str(value)[:80]}.", "It must be three numbers.")
    return float(values[0]), float(values[1]), float(values[2])


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object of a model's small file. FileError for anything else."""
    try:
        if path.stat().st_size > _LARGEST_JSON:
            raise ValueError(f"{path.stat().st_size} bytes are too many")
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"it holds a {type(content).__name__}")
    except (OSError, ValueError, RecursionError) as error:
        raise FileError(f"{path} cannot be read.", f"Not a JSON object: {error}.", "Fetch the model again.") from error
    return content


def shown_name(name: str) -> str:
    """A model's name for records: of a folder the last part, so that records do not depend on where it lies."""
    return Path(name).resolve().name if Path(name).is_dir() else name


def weights_sha256(folder: Path) -> str:
    """One sha256 over the weights of a folder: what tells two models of the same name apart."""
    digests = [_sha256(path) for path in sorted(folder.glob("*.safetensors"))]
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()


def _sha256(path: Path) -> str:
    # The hub's cache holds links to files named by their sha256: gigabytes need not be read for it.
    target = path.resolve().name if path.is_symlink() else ""
    return target if re.fullmatch("[0-9a-f]{64}", target) else file_sha256(path)
