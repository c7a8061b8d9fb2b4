from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pa3d.engine.caption_cache import Answer, CaptionCache
from pa3d.engine.caption_sources import load_captioner
from pa3d.engine.captions import (
    CaptionerError,
    ModelCaptioner,
    Usage,
    fill_prompt,
    in_parallel,
    read_answer,
    read_prompt,
)
from pa3d.engine.overlay import mark
from pa3d.errors import FileError, Pa3dError, ShapeError, UsageError
from pa3d.shapes.records import Array


class Teller:
    """An Asker that knows each picture by its bytes, and counts."""

    key, parallel = "teller", 4

    def __init__(self, known: dict[bytes, str], batch: int = 1) -> None:
        self.known, self.batch = known, batch
        self.calls: list[int] = []
        self.prompts: set[str] = set()

    def ask(self, pictures: Sequence[Array], prompt: str) -> list[Answer]:
        self.calls.append(len(pictures))
        self.prompts.add(prompt)
        return [Answer(self.known[picture.tobytes()], 100, 2) for picture in pictures]

    def record(self) -> dict[str, Any]:
        return {"model": self.key}


def views() -> tuple[Array, list[Array], list[list[str]]]:
    """Three views, with two, no and three masks, and what is to be said of them."""
    images = np.random.default_rng(0).integers(0, 256, (3, 30, 30, 3), dtype=np.uint8)
    masks = [np.zeros((count, 30, 30), bool) for count in (2, 0, 3)]
    for view, found in enumerate(masks):
        for index in range(len(found)):
            found[index, 5 * index : 5 * index + 8, 3 + view : 12 + view] = True
    return images, masks, [["The Leg.", "unknown"], [], ["Seat", "leg", "It looks like the back of a chair"]]


def told(batch: int = 1) -> Teller:
    images, masks, answers = views()
    pictures = [mark(image, one).tobytes() for image, found in zip(images, masks, strict=True) for one in found]
    return Teller(dict(zip(pictures, (text for said in answers for text in said), strict=True)), batch)


@pytest.mark.parametrize("batch", [1, 2, 16])
def test_every_mask_gets_its_name(batch: int, tmp_path: Path) -> None:
    images, masks, _ = views()
    teller = told(batch)
    captioner = ModelCaptioner(teller, "What{category}?", CaptionCache(tmp_path))
    assert captioner.names(images, masks) == [["leg", None], [], ["seat", "leg", None]]
    assert captioner.usage == Usage(5, 3, 1, 1, 500, 10, 0)
    assert sorted(teller.calls) == {1: [1] * 5, 2: [1, 2, 2], 16: [5]}[batch]
    assert captioner.record() == {"model": "teller", "prompt": "What{category}?"}


def test_nothing_is_paid_twice(tmp_path: Path) -> None:
    images, masks, _ = views()
    first = ModelCaptioner(told(), "What?", CaptionCache(tmp_path))
    named = first.names(images, masks)
    teller = told()
    second = ModelCaptioner(teller, "What?", CaptionCache(tmp_path))
    assert second.names(images, masks) == named and not teller.calls and second.asked == 0
    assert second.usage == first.usage, "a run taken up again reports the same tokens"
    ModelCaptioner(teller, "What is it?", CaptionCache(tmp_path)).names(images, masks)
    assert len(teller.calls) == 5, "another prompt is another question"
    teller.key = "another model"
    ModelCaptioner(teller, "What?", CaptionCache(tmp_path)).names(images, masks)
    assert len(teller.calls) == 10


def test_a_batch_is_asked_whole_or_not_at_all(tmp_path: Path) -> None:
    images, masks, _ = views()
    cache = CaptionCache(tmp_path)
    cache.write(cache.key("teller", "?", mark(images[0], masks[0][0])), Answer("leg"), "teller")
    teller = told(batch=2)
    ModelCaptioner(teller, "?", cache).names(images, masks)
    assert sorted(teller.calls) == [1, 2, 2], "what the cache has decides nothing about the company"


def test_silence_is_not_kept(tmp_path: Path) -> None:
    images, masks, _ = views()
    teller = told()
    teller.known = dict.fromkeys(teller.known, " ")
    captioner = ModelCaptioner(teller, "?", CaptionCache(tmp_path))
    assert captioner.names(images, masks) == [[None, None], [], [None] * 3]
    assert captioner.usage.unusable == 5
    captioner.names(images, masks)
    assert len(teller.calls) == 10


def test_the_kind_goes_into_the_prompt(tmp_path: Path) -> None:
    images, masks, _ = views()
    teller = told()
    captioner = ModelCaptioner(teller, read_prompt(), CaptionCache(tmp_path))
    captioner.names(images, masks, "Office_Chair")
    assert [prompt.splitlines()[0][:57] for prompt in teller.prompts] == [
        "The picture shows a rendered 3D object (office chair), tw"
    ]
    assert "{category}" not in fill_prompt(read_prompt(), None) and "purple" in read_prompt()


def test_masks_and_images_go_together(tmp_path: Path) -> None:
    images, masks, _ = views()
    with pytest.raises(ShapeError, match="2 sets of masks do not belong to 3 images"):
        ModelCaptioner(told(), "?", CaptionCache(tmp_path)).names(images, masks[:2])
    with pytest.raises(ShapeError, match="does not lie on an image"):
        ModelCaptioner(told(), "?", CaptionCache(tmp_path)).names(images, [np.ones((1, 9, 9), bool)] * 3)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("leg", "leg"), ("  Leg.\n", "leg"), ('"Chair Leg"', "chair leg"), ("**Handle**", "handle"),
        ("the seat", "seat"), ("It's a fin", "fin"),
        ("Answer: wheel", "wheel"), ("The answer is lid.", "lid"), ("It is a fin", "fin"), ("arm-rest", "arm rest"),
        ("purple leg", "leg"), ("<think>It could be\na leg</think>\n\nseat", "seat"), ("Ärmel", "ärmel"),
        ("扶手", "扶手"),
        ("`door`\nbecause it opens", "door"), ("a", "a"), ("partition", "partition"), ("part: lid", "lid"),
    ],
)  # fmt: skip
def test_names_in_answers(text: str, name: str) -> None:
    assert read_answer(text) == (name, True)


@pytest.mark.parametrize(
    "text", ["unknown", "Unknown.", "none", "N/A", "Background", "unknown part", "the object", "?!no"]
)
def test_answers_that_say_unknown(text: str) -> None:
    assert read_answer(text) == (None, True)


@pytest.mark.parametrize(
    "text", ["", " \n", "...", "I think this is the left front leg", "{'error': 1}", "<think>it could be the", "🙂"]
)
def test_answers_nobody_can_use(text: str) -> None:
    assert read_answer(text) == (None, False)


def test_prompt_files(tmp_path: Path) -> None:
    path = tmp_path / "prompt.txt"
    path.write_text("\ufeffName the part{category}.\n", encoding="utf-8")
    assert fill_prompt(read_prompt(path), "mug") == "Name the part (mug)."
    for content, found in (
        (b"", "empty"),
        (b"\xff\xfe", "not UTF-8"),
        (b"x" * 70000, "70000 bytes"),
        (b" \n", "2 bytes"),
    ):
        path.write_bytes(content)
        with pytest.raises(FileError) as caught:
            read_prompt(path)
        assert found in caught.value.found
    with pytest.raises(FileError, match="cannot be read"):
        read_prompt(tmp_path / "missing.txt")


def test_threads_keep_the_order_and_the_first_error_ends_it() -> None:
    assert in_parallel(lambda number: number * 2, range(20), 5) == list(range(0, 40, 2))
    assert in_parallel(lambda number: number, [], 5) == []
    done: list[int] = []

    def fail(number: int) -> None:
        done.append(number)
        time.sleep(0.01)
        if number == 3:
            raise Pa3dError("one picture")
        if number == 4:
            raise CaptionerError("nobody answers")

    with pytest.raises(CaptionerError):
        in_parallel(fail, range(1000), 4)
    assert len(done) < 40


def test_an_interruption_does_not_wait_for_an_endpoint(endpoint: Any, tmp_path: Path) -> None:
    endpoint.delay = 20.0
    code = (
        "import numpy as np\nfrom pa3d.engine.caption_sources import load_captioner\n"
        "from pathlib import Path\n"
        f"c = load_captioner({endpoint.url!r}, 'm', cache_folder=Path({str(tmp_path)!r}))\n"
        "print('ready', flush=True)\n"
        "c.names(np.zeros((1, 9, 9, 3), np.uint8), [np.ones((4, 9, 9), bool)])\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    while len(endpoint.requests) < 4:
        time.sleep(0.02)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(15) != 0 and time.monotonic() - start < 10
    process.stdout.close()


def test_captions_over_http_from_the_address_alone(endpoint: Any, tmp_path: Path) -> None:
    images, masks, _ = views()
    endpoint.script = [503, "leg"]
    captioner = load_captioner(endpoint.url, "m", cache_folder=tmp_path / "cache", parallel=1)
    captioner._asker._pace.pause = lambda *_: None  # type: ignore[attr-defined]
    assert captioner.names(images, masks) == [["leg", "leg"], [], ["leg"] * 3]
    assert captioner.usage == Usage(5, 5, 0, 0, 3500, 10, 0)
    assert json.loads(json.dumps(captioner.record()))["captioner"] == endpoint.url
    sizes = [path.stat().st_size for path in (tmp_path / "cache").rglob("*.json")]
    assert len(sizes) == 5 and max(sizes) < 300, "no pictures are kept"


def test_what_was_answered_before_the_end_is_kept(endpoint: Any, tmp_path: Path) -> None:
    images, masks, _ = views()
    endpoint.script = ["leg", "seat", 401]
    captioner = load_captioner(endpoint.url, "m", cache_folder=tmp_path, parallel=1)
    with pytest.raises(CaptionerError, match="401"):
        captioner.names(images, masks)
    assert captioner.usage == Usage(), "a shape that could not be named counts for nothing"
    again = load_captioner(endpoint.url, "m", cache_folder=tmp_path, parallel=1)
    again.names(images, masks)
    assert again.asked == 3


def test_killed_while_asking_nothing_is_asked_again(endpoint: Any, tmp_path: Path) -> None:
    endpoint.delay = 0.03
    code = (
        "import numpy as np\nfrom pathlib import Path\nfrom pa3d.engine.caption_sources import load_captioner\n"
        f"c = load_captioner({endpoint.url!r}, 'm', cache_folder=Path({str(tmp_path)!r}), parallel=3)\n"
        "masks = np.zeros((40, 40, 40), bool)\n"
        "masks[np.arange(40), np.arange(40)] = True\n"
        "print(c.names(np.zeros((1, 40, 40, 3), np.uint8), [masks]))\n"
    )
    killed = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL)
    while len(endpoint.requests) < 20:
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    time.sleep(0.3)  # what was on its way has been answered to nobody
    before = len(endpoint.requests)
    kept = len(list(tmp_path.rglob("*.json")))
    assert kept >= before - 3 and before < 40
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.count("'leg'") == 40
    assert len(endpoint.requests) - before == 40 - kept
    assert not list(tmp_path.rglob("*.tmp"))


def test_which_captioner_is_meant(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no endpoint"):
        load_captioner("someone/model", "m")
    with pytest.raises(UsageError, match="No model is named"):
        load_captioner("http://localhost:1/v1")
    with pytest.raises(UsageError, match="scheme is gopher"):
        load_captioner("gopher://localhost:1/v1", "m")
    with pytest.raises(UsageError, match="neither a folder nor a hub name"):
        load_captioner("no-such-thing")


def test_many_processes_and_threads_share_a_cache(tmp_path: Path) -> None:
    caches = [CaptionCache(tmp_path) for _ in range(4)]
    picture = np.zeros((2, 2, 3), np.uint8)
    key = caches[0].key("m", "p", picture)
    seen: list[Answer | None] = []

    def work(cache: CaptionCache) -> None:
        for _ in range(50):
            cache.write(key, Answer("leg", 1, 1), "m")
            seen.append(cache.read(key))

    threads = [threading.Thread(target=work, args=(cache,)) for cache in caches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [Answer("leg", 1, 1)] * 200
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_damaged_answers_are_asked_again(tmp_path: Path) -> None:
    cache = CaptionCache(tmp_path)
    key = cache.key("m", "p", np.zeros((2, 2, 3), np.uint8))
    assert cache.read(key) is None
    cache.write(key, Answer("leg", None, 3), "m")
    path = next(tmp_path.rglob("*.json"))
    whole = path.read_text()
    for damaged in (whole[:20], "", "[]", '{"key": 1}', whole.replace('"leg"', "7"), "[" * 100000, " " * (2 << 20)):
        path.write_text(damaged)
        assert cache.read(key) is None
    path.write_text(whole)
    assert cache.read(key) == Answer("leg", None, 3)
    path.write_text(whole.replace('"answer_tokens": 3', '"answer_tokens": -3'))
    assert cache.read(key) == Answer("leg")


def test_keys_tell_pictures_models_and_prompts_apart() -> None:
    cache = CaptionCache(Path("nowhere"))
    flat = np.zeros((2, 8, 3), np.uint8)
    keys = {
        cache.key("m", "p", flat), cache.key("m", "p", flat.reshape(4, 4, 3)), cache.key("m", "p", flat + 1),
        cache.key("n", "p", flat), cache.key("m", "q", flat), cache.key("mp", "", flat),
    }  # fmt: skip
    assert len(keys) == 6 and cache.key("m", "p", flat) in keys


def test_the_cache_lies_with_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PA3D_CACHE", str(tmp_path))
    assert CaptionCache().folder == tmp_path / "captions"


def test_answers_that_cannot_be_kept_end_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = CaptionCache(tmp_path / "file")
    with pytest.raises(FileError, match="cannot be kept") as caught:
        cache.write("ab" * 32, Answer("leg"), "m")
    assert "--caption-cache" in caught.value.do
    if os.geteuid() != 0:
        (tmp_path / "closed").mkdir(mode=0o500)
        with pytest.raises(FileError, match="Permission denied"):
            CaptionCache(tmp_path / "closed").write("ab" * 32, Answer("leg"), "m")
