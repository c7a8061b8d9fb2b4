"""A vision-language model of `transformers` on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pa3d.config import DtypeChoice
from pa3d.engine.caption_cache import Answer
from pa3d.engine.captions import CaptionerError
from pa3d.engine.pretrained import load_model, locate_model, precision, shown_name, weights_sha256
from pa3d.errors import CheckpointError, Pa3dError, UsageError, first_line
from pa3d.shapes.records import Array

if TYPE_CHECKING:
    import torch


class LocalModel:
    """A loaded image-text-to-text model as an Asker; greedy, so that the same picture gets the same answer."""

    parallel = 1

    def __init__(
        self, name: str, folder: Path, model: Any, processor: Any, device: torch.device, batch: int, max_tokens: int
    ) -> None:
        self.name, self.batch, self.max_tokens = name, batch, max_tokens
        self.key = f"{name}\n{weights_sha256(folder)}\n{max_tokens} tokens"
        self._folder, self._model, self._processor, self._device = folder, model, processor, device
        self._answered = False

    def ask(self, pictures: Sequence[Array], prompt: str) -> list[Answer]:
        """As in Asker. Raises CaptionerError when the model fails from the start, Pa3dError when on these pictures."""
        import torch
        from PIL import Image

        from pa3d.text.encoders import quiet_transformers

        question = {"type": "text", "text": prompt}
        images = [{"type": "image", "image": Image.fromarray(picture)} for picture in pictures]
        asked = [[{"role": "user", "content": [image, question]}] for image in images]
        try:
            with quiet_transformers(), torch.inference_mode():
                inputs = self._processor.apply_chat_template(
                    asked,
                    add_generation_prompt=True,
                    tokenize=True,
                    return_dict=True,
                    return_tensors="pt",
                    padding=True,
                )
                inputs = inputs.to(self._device, dtype=self._model.dtype)  # casts pictures, leaves ids alone
                answers = self._model.generate(**inputs, do_sample=False, num_beams=1, max_new_tokens=self.max_tokens)
                answers = answers[:, inputs["input_ids"].shape[1] :].cpu()  # (n, new tokens)
                texts = self._processor.batch_decode(answers, skip_special_tokens=True)
        except Exception as error:  # whatever a template or a processor of somebody else stumbles over
            # A model that has never answered will not answer the next shape either.
            kind = Pa3dError if self._answered else CaptionerError
            do = "Try a smaller --view-size, or another --captioner."
            raise kind(f"The caption model {self.name} cannot answer.", first_line(error), do) from error
        self._answered = True
        asked_tokens = inputs["attention_mask"].sum(1).tolist()
        silent = set(self._processor.tokenizer.all_special_ids)
        given_tokens = [sum(token not in silent for token in row) for row in answers.tolist()]
        return [Answer(text.strip(), *counts) for text, *counts in zip(texts, asked_tokens, given_tokens, strict=True)]

    def record(self) -> dict[str, Any]:
        """What answers, for a manifest."""
        return {
            "captioner": "local", "model": self.name, "weights": weights_sha256(self._folder),
            "dtype": str(self._model.dtype).removeprefix("torch."), "batch": self.batch, "max_tokens": self.max_tokens,
        }  # fmt: skip


def load_local_model(
    name: str,
    device: str = "auto",
    dtype: DtypeChoice = "auto",
    batch: int = 8,
    max_tokens: int = 16,
    download: bool = True,
) -> LocalModel:
    """The image-text-to-text model of a hub name or folder.

    dtype auto: bfloat16 on a GPU that has it, float32 on a CPU. Raises UsageError, FileError, CheckpointError.
    """
    from pa3d.runtime import pick_device

    if batch < 1 or max_tokens < 1:
        raise UsageError(
            f"A batch of {batch} with {max_tokens} tokens is none.", "Both are at least 1.", "Give positive numbers."
        )
    place = pick_device(device)
    folder = locate_model(name, "--captioner", download)
    processor = _load_processor(folder)
    model = load_model(folder, "AutoModelForImageTextToText", "--captioner", precision(dtype, place))
    return LocalModel(shown_name(name), folder, model.to(place), processor, place, batch, max_tokens)


def _load_processor(folder: Path) -> Any:
    import transformers

    from pa3d.text.encoders import quiet_transformers

    what = f"The caption model in {folder} cannot be used."
    try:
        with quiet_transformers():
            family: Any = transformers.AutoProcessor  # without annotations
            processor = family.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
            tokenizer = processor.tokenizer
            tokenizer.padding_side = "left"  # the answers of a batch begin together
            if tokenizer.pad_token is None:
                tokenizer.pad_token = tokenizer.eos_token
            template = getattr(processor, "chat_template", None) or tokenizer.chat_template
    except ImportError as error:
        raise CheckpointError(what, first_line(error), "Install what its picture processor needs.") from error
    except Exception as error:  # whatever a wrong configuration makes transformers stumble over
        raise CheckpointError(what, first_line(error), "Check its files, or take another model.") from error
    if not template:
        raise CheckpointError(what, "It has no chat template.", "Take a model that was tuned to follow instructions.")
    return processor
