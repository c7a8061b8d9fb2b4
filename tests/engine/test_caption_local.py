from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from pa3d.engine.caption_local import load_local_model
from pa3d.engine.caption_sources import load_captioner
from pa3d.engine.captions import CaptionerError
from pa3d.errors import CheckpointError, FileError, Pa3dError, UsageError
from pa3d.shapes.records import Array

TEMPLATE = (
    "{% for message in messages %}{% for piece in message['content'] %}"
    "{% if piece['type'] == 'image' %}<image>{% else %}{{ piece['text'] }}{% endif %}"
    "{% endfor %}{% endfor %}:"
)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LLaVA of two layers over single letters, random, on disk as the real ones are."""
    import transformers
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("vlm")
    marks = ["<pad>", "<s>", "</s>", "<unk>", "<image>"]
    words = {word: index for index, word in enumerate([*marks, *"abcdefghijklmnopqrstuvwxyz .,:?!"])}
    letters = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    letters.pre_tokenizer, letters.decoder = pre_tokenizers.Split("", "isolated"), decoders.Fuse()
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=letters, pad_token="<pad>", bos_token="<s>", eos_token="</s>", unk_token="<unk>",
        additional_special_tokens=["<image>"],
    )  # fmt: skip
    pictures = getattr(transformers, "CLIPImageProcessorPil", transformers.CLIPImageProcessor)(
        size={"height": 28, "width": 28}, crop_size={"height": 28, "width": 28}, do_center_crop=False
    )
    sizes = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = transformers.LlavaConfig(
        vision_config=transformers.CLIPVisionConfig(**sizes, image_size=28, patch_size=14),
        text_config=transformers.LlamaConfig(
            **sizes, vocab_size=len(words), num_key_value_heads=2, pad_token_id=0, bos_token_id=1, eos_token_id=2
        ),
        image_token_index=4,
    )
    model = transformers.LlavaForConditionalGeneration(config)
    torch.manual_seed(0)
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    model.save_pretrained(folder)
    transformers.LlavaProcessor(
        pictures, tokenizer, patch_size=14, vision_feature_select_strategy="default", chat_template=TEMPLATE,
        num_additional_image_tokens=1,
    ).save_pretrained(folder)  # fmt: skip
    return folder


def pictures(count: int) -> list[Array]:
    generator = np.random.default_rng(0)
    return [generator.integers(0, 256, (30, 62, 3), dtype=np.uint8) for _ in range(count)]


def test_a_local_model_answers_the_same_alone_and_in_company(model_folder: Path) -> None:
    model = load_local_model(str(model_folder), "cpu", batch=4, max_tokens=6)
    together = model.ask(pictures(3), "what is it?")
    alone = [model.ask([picture], "what is it?")[0] for picture in pictures(3)]
    assert together == alone
    assert len({answer.text for answer in together}) > 1, "it looks at the pictures"
    assert model.ask(pictures(1), "name it")[0].text != together[0].text, "it reads the question"
    for answer in together:
        # Four patches stand for the picture; the template adds a colon.
        assert answer.prompt_tokens == 4 + len("what is it?:") and 0 < (answer.answer_tokens or 0) <= 6


def test_captions_from_a_local_model_and_its_cache(model_folder: Path, tmp_path: Path) -> None:
    images = np.stack([np.full((40, 40, 3), 99, np.uint8)] * 2)
    masks = [np.eye(40, dtype=bool)[[2 * view, 2 * view + 1], :, None] * np.ones((1, 1, 40), bool) for view in (1, 9)]
    captioner = load_captioner(str(model_folder), cache_folder=tmp_path, batch=3, device="cpu", max_tokens=4)
    names = captioner.names(images, masks)
    assert [len(found) for found in names] == [2, 2] and captioner.asked == 4
    assert captioner.usage.answers == 4 and captioner.usage.unmetered == 0
    again = load_captioner(str(model_folder), cache_folder=tmp_path, batch=3, device="cpu", max_tokens=4)
    assert again.names(images, masks) == names and again.asked == 0
    record = json.loads(json.dumps(again.record()))
    assert record["captioner"] == "local" and str(tmp_path) not in json.dumps(record)


def test_other_weights_are_another_model(model_folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    copied = tmp_path / model_folder.name
    shutil.copytree(model_folder, copied)
    one, same = (load_local_model(str(folder), "cpu").key for folder in (model_folder, copied))
    weights = load_file(copied / "model.safetensors")
    save_file({name: value + 1 for name, value in weights.items()}, copied / "model.safetensors", {"format": "pt"})
    assert one == same != load_local_model(str(copied), "cpu").key


def test_a_model_without_a_template_or_a_processor_is_refused(model_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(model_folder, tmp_path / "bare")
    (tmp_path / "bare" / "chat_template.jinja").unlink()
    with pytest.raises(CheckpointError, match="no chat template"):
        load_local_model(str(tmp_path / "bare"), "cpu")
    (tmp_path / "bare" / "tokenizer.json").write_text("{")
    with pytest.raises(CheckpointError, match="cannot be used"):
        load_local_model(str(tmp_path / "bare"), "cpu")
    (tmp_path / "bare" / "config.json").unlink()
    with pytest.raises(FileError, match=r"no config\.json"):
        load_local_model(str(tmp_path / "bare"), "cpu")


def test_a_model_that_fails_at_the_start_ends_the_run_and_later_one_shape(model_folder: Path) -> None:
    model = load_local_model(str(model_folder), "cpu", max_tokens=2)
    template, model._processor.chat_template = model._processor.chat_template, "{{ raise_exception('no pictures') }}"
    with pytest.raises(CaptionerError, match=r"cannot answer\. no pictures"):
        model.ask(pictures(1), "?")
    model._processor.chat_template = template
    model.ask(pictures(1), "?")
    model._processor.chat_template = "{{ raise_exception('no pictures') }}"
    with pytest.raises(Pa3dError, match="cannot answer") as caught:
        model.ask(pictures(1), "?")
    assert not isinstance(caught.value, CaptionerError)


def test_settings_that_make_no_sense(model_folder: Path) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        load_local_model(str(model_folder), "cpu", batch=0)
