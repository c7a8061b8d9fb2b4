"""The public object: what encode and segment promise, and that a saved model is the model."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch

import pa3d
from pa3d.core.decoder import PointDecoder
from pa3d.core.network import PatchAlign
from pa3d.core.restore import build
from pa3d.core.word_adapter import WordAdapter
from pa3d.errors import CheckpointError, FileError, ShapeError, UsageError
from pa3d.io.checkpoint import Checkpoint
from pa3d.model import BATCH, Model
from pa3d.shapes.frame import frame_of
from pa3d.shapes.records import Array, PointLabels

NAMES = ["leg", "seat", "back"]
TEXT = np.random.default_rng(7).normal(size=(3, 12)).astype(np.float32)


@pytest.fixture
def model(tiny_network: PatchAlign) -> Model:
    """Random tokens differ little from each other; without what they share, patches take different names."""
    head = tiny_network.text_head
    assert head is not None
    tokens = Model(tiny_network, {}).encode(cloud(128)).tokens.clone()
    head.bias.data = -head.weight.data @ tokens.mean((0, 1))
    return Model(tiny_network, {"stage": "align"})


def cloud(count: int = 300, seed: int = 0) -> Array:
    return np.random.default_rng(seed).normal(size=(count, 3))


def ask(model: Model, points: Array, names: Sequence[str] = NAMES, text: Array = TEXT, **how: object) -> PointLabels:
    return model.segment(points, names, text=text, **how)  # type: ignore[arg-type]


def same(first: PointLabels, second: PointLabels) -> bool:
    return np.array_equal(first.labels, second.labels) and np.array_equal(first.scores, second.scores)


# encode


def test_the_presets_size_is_taken_as_it_is(model: Model) -> None:
    points = cloud(128)
    encoded = model.encode(points)
    placed = torch.from_numpy(frame_of(points, "y").apply(points))
    expected = model.network.encoder(placed[None])
    assert torch.equal(encoded.centers, expected.centers) and torch.equal(encoded.indices, expected.indices)
    assert torch.allclose(encoded.tokens, expected.tokens, atol=1e-4)
    assert torch.equal(encoded.centers[0, 0], placed[0])


@pytest.mark.parametrize("count", [1, 2, 90, 128, 500])
def test_indices_point_into_the_points_given(model: Model, count: int) -> None:
    points = cloud(count)
    encoded = model.encode(points, up="z")
    assert encoded.centers.shape == (1, 8, 3) and encoded.indices.shape == (1, 8, 6)
    assert encoded.tokens.shape == (1, 8, 32) and encoded.text_features.shape == (1, 8, 12)
    assert encoded.tokens.isfinite().all() and encoded.indices.min() >= 0 and encoded.indices.max() < count
    if count >= 128:  # a patch's nearest member is its centre
        drawn = np.random.default_rng(0).choice(count, 128, replace=False) if count > 128 else np.arange(128)
        first = frame_of(points, "z").apply(points[encoded.indices[0, :, 0].numpy()])
        assert np.allclose(first, encoded.centers[0].numpy(), atol=1e-5)
        assert set(encoded.indices.flatten().tolist()) <= set(drawn.tolist())


def test_features_are_unit_rows(model: Model) -> None:
    assert torch.allclose(model.encode(cloud()).text_features.norm(dim=-1), torch.ones(1, 8), atol=1e-5)


def test_a_batch_of_tensors_is_a_loop_of_arrays(model: Model) -> None:
    points = np.stack([cloud(seed=i) for i in range(3)])
    together = model.encode(torch.from_numpy(points).requires_grad_())
    for i in range(3):
        alone = model.encode(points[i])
        assert torch.equal(alone.indices[0], together.indices[i])
        assert torch.allclose(alone.text_features[0], together.text_features[i], atol=1e-5)


def test_many_shapes_are_encoded_in_batches_like_few(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.stack([cloud(seed=i) for i in range(5)])
    together = model.encode(points)
    monkeypatch.setattr("pa3d.model.BATCH", 2)
    for first, second in zip(model.encode(points), together, strict=True):
        assert torch.allclose(first, second, atol=1e-5)


def test_a_probe_learns_on_tokens(model: Model) -> None:
    probe = torch.nn.Linear(32, 1)
    probe(model.encode(cloud()).tokens).sum().backward()
    assert probe.weight.grad is not None and probe.weight.grad.abs().sum() > 0


def test_half_precision_tensors_are_points_too(model: Model) -> None:
    points = torch.from_numpy(cloud()).bfloat16()
    assert torch.equal(model.encode(points).indices, model.encode(points.double().numpy()).indices)


def test_the_seed_decides_which_points_are_drawn(model: Model) -> None:
    assert torch.equal(model.encode(cloud(), seed=1).indices, model.encode(cloud(), seed=1).indices)
    assert not torch.equal(model.encode(cloud(), seed=1).indices, model.encode(cloud(), seed=2).indices)


def test_position_and_size_do_not_matter_when_normalized(model: Model) -> None:
    points = cloud(128)
    moved = model.encode(points * 40 + 1000)
    assert torch.allclose(model.encode(points).centers, moved.centers, atol=1e-5)
    kept = model.encode(points * 40 + 1000, normalize=False)
    assert kept.centers.abs().max() > 900


@pytest.mark.parametrize("points", [np.zeros((0, 3)), np.zeros((4, 2)), np.zeros(3), np.full((4, 3), np.nan)])
def test_encode_refuses_what_is_no_cloud(model: Model, points: Array) -> None:
    with pytest.raises(ShapeError):
        model.encode(points)


# segment


def test_every_point_gets_its_best_name(model: Model) -> None:
    labels = ask(model, cloud(), all_scores=True)
    assert labels.names == tuple(NAMES) and labels.all_scores is not None
    assert labels.labels.dtype == np.int32 and labels.labels.shape == labels.scores.shape == (300,)
    assert labels.all_scores.shape == (300, 3) and (labels.all_scores > 0).all() and (labels.all_scores < 1).all()
    assert np.array_equal(labels.labels, labels.all_scores.argmax(1))
    assert np.array_equal(labels.scores, labels.all_scores.max(1))
    assert len(set(labels.labels)) > 1
    assert ask(model, cloud()).all_scores is None


def test_scores_are_the_calibrated_sigmoid_of_the_cosine(model: Model) -> None:
    model.meta["score"] = {"scale": 3.0, "bias": -0.5}
    points = cloud(128)
    labels = ask(model, points, votes=1, assign="nearest", all_scores=True)
    encoded = model.encode(points)
    cosine = encoded.text_features[0] @ torch.nn.functional.normalize(torch.from_numpy(TEXT), dim=-1).T
    nearest = torch.cdist(torch.from_numpy(frame_of(points, "y").apply(points)), encoded.centers[0]).argmin(1)
    assert np.allclose(labels.all_scores, torch.sigmoid(3 * cosine[nearest] - 0.5), atol=1e-5)


def test_without_calibration_the_learned_scale_and_bias_score(model: Model) -> None:
    model.network.bias.data.fill_(-2.0)
    assert model.score == pytest.approx((1 / 0.07, -2.0))


def test_rows_that_are_not_finite_get_none_and_change_nothing(model: Model) -> None:
    points = cloud()
    clean = ask(model, np.delete(points, [5, 17], axis=0), all_scores=True)
    points[5, 0], points[17, 2] = np.nan, np.inf
    labels = ask(model, points, all_scores=True)
    assert labels.labels[[5, 17]].tolist() == [-1, -1] and labels.scores[[5, 17]].tolist() == [0, 0]
    assert np.array_equal(np.delete(labels.labels, [5, 17]), clean.labels)
    assert labels.all_scores is not None and (labels.all_scores[[5, 17]] == 0).all()


@pytest.mark.parametrize("points", [np.zeros((0, 3)), np.full((3, 3), np.nan), np.zeros((3, 4)), np.zeros((1, 3, 3))])
def test_segment_refuses_what_is_no_cloud(model: Model, points: Array) -> None:
    with pytest.raises(ShapeError):
        ask(model, points)


def test_the_threshold_acts_on_the_score(model: Model) -> None:
    free = ask(model, cloud())
    middle = float(np.sort(free.scores)[150])  # a score itself: what equals the threshold stays
    cut = ask(model, cloud(), threshold=middle)
    assert np.array_equal(cut.scores, free.scores)
    assert np.array_equal(cut.labels, np.where(free.scores < middle, -1, free.labels))
    assert 0 < (cut.labels == -1).sum() < 300
    assert (ask(model, cloud(), threshold=1.0).labels == -1).all()


def test_one_name_and_a_thousand(model: Model) -> None:
    alone = ask(model, cloud(), NAMES[:1], TEXT[:1])
    assert (alone.labels == 0).all() and len(set(alone.scores)) > 1
    every = ask(model, cloud(), all_scores=True)
    assert every.all_scores is not None and np.allclose(alone.scores, every.all_scores[:, 0], atol=1e-6)
    text = np.random.default_rng(0).normal(size=(1000, 12))
    many = ask(model, cloud(), [f"part {i}" for i in range(1000)], text)
    assert len(many.names) == 1000 and len(set(many.labels)) > 3 and many.labels.max() < 1000


@pytest.mark.parametrize("count", [1, 2, 127])
def test_small_clouds_and_equal_points(model: Model, count: int) -> None:
    for points in (cloud(count), np.ones((count, 3))):
        labels = ask(model, points)
        assert labels.labels.shape == (count,) and (labels.labels >= 0).all() and np.isfinite(labels.scores).all()


def test_same_input_same_labels_and_seeds_differ(model: Model) -> None:
    assert same(ask(model, cloud()), ask(model, cloud()))
    assert same(ask(model, cloud(), seed=3), ask(model, cloud(), seed=3))
    assert not same(ask(model, cloud()), ask(model, cloud(), seed=3))


def test_votes_are_samples_averaged(model: Model) -> None:
    points = cloud()
    (four,) = model.patch_labels([points], ["y"], NAMES, TEXT, votes=4)
    assert four.centers.shape == (4, 8, 3) and len({tuple(c[0].tolist()) for c in four.centers}) > 1
    singles = [
        dataclasses.replace(four, centers=four.centers[v : v + 1], cosines=four.cosines[v : v + 1]) for v in range(4)
    ]
    scale, bias = model.score

    def cosines(labels: PointLabels) -> Array:
        assert labels.all_scores is not None
        return (np.log(labels.all_scores / (1 - labels.all_scores)) - bias) / scale

    mean = np.mean([cosines(single.at(points, all_scores=True)) for single in singles], axis=0)
    assert np.allclose(cosines(four.at(points, all_scores=True)), mean, atol=1e-3)
    with pytest.raises(UsageError, match="--votes 0"):
        ask(model, points, votes=0)


def test_shapes_asked_together_answer_as_alone(model: Model) -> None:
    clouds = [cloud(40 * (i + 1), seed=i) for i in range(BATCH + 3)]
    together = model.patch_labels(clouds, ["z"] * len(clouds), NAMES, TEXT, votes=2)
    for points, labels in list(zip(clouds, together, strict=True))[:: BATCH // 2]:
        alone = ask(model, points, up="z", votes=2)
        assert np.array_equal(labels.at(points).labels, alone.labels)
        assert np.allclose(labels.at(points).scores, alone.scores, atol=1e-5)


def test_vectors_of_another_width_or_number_are_refused(model: Model) -> None:
    with pytest.raises(ShapeError, match=r"\(3, 12\)"):
        ask(model, cloud(), text=TEXT[:, :5])
    with pytest.raises(ShapeError, match=r"\(3, 12\)"):
        ask(model, cloud(), text=TEXT[:2])


def test_a_model_without_words_says_so(model: Model, tiny_network: PatchAlign) -> None:
    with pytest.raises(CheckpointError, match="which text encoder"):
        model.segment(cloud(), NAMES)
    tiny_network.text_head = None
    wordless = Model(tiny_network, {})
    assert wordless.encode(cloud()).text_features.shape == (1, 8, 0)
    with pytest.raises(CheckpointError, match="no text head"):
        ask(wordless, cloud())


def test_bfloat16_agrees_on_most_points(model: Model) -> None:
    full, half = (Model(model.network, {}, dtype=kind) for kind in (torch.float32, torch.bfloat16))
    assert half.encode(cloud()).tokens.dtype == torch.float32 and next(half.inference.parameters()).dtype == half.dtype
    agree = np.mean([np.mean(ask(full, cloud(seed=i)).labels == ask(half, cloud(seed=i)).labels) for i in range(5)])
    assert agree > 0.9


def test_folding_changes_no_answer(tiny_network: PatchAlign) -> None:
    folded, plain = (Model(tiny_network, {}, fold=fold).encode(cloud()) for fold in (True, False))
    assert torch.allclose(folded.tokens, plain.tokens, atol=1e-4)
    assert any(isinstance(module, torch.nn.BatchNorm1d) for module in tiny_network.modules())  # the model itself stays


# resized


def test_resized_asks_the_same_weights_differently(model: Model) -> None:
    finer = model.resized(points=200, patches=20)
    assert (finer.config.points, finer.config.patches) == (200, 20) and model.config.points == 128
    assert finer.encode(cloud()).tokens.shape == (1, 20, 32) and model.encode(cloud()).tokens.shape == (1, 8, 32)
    assert model.resized() is model
    with pytest.raises(UsageError, match="--patches 129"):
        model.resized(patches=129)
    with pytest.raises(UsageError, match="--points 0"):
        model.resized(points=0)


# save and load


def test_save_and_load_give_bit_identical_answers(model: Model, tmp_path: Path) -> None:
    sha256 = model.save(tmp_path / "m.safetensors")
    again = pa3d.load(tmp_path / "m.safetensors", device="cpu", dtype="float32")
    assert again.sha256 == sha256 == hashlib.sha256((tmp_path / "m.safetensors").read_bytes()).hexdigest()
    assert again.config == model.config and again.meta["stage"] == "align"
    assert again.score == pytest.approx(model.score, rel=1e-12)
    for first, second in zip(model.encode(cloud()), again.encode(cloud()), strict=True):
        assert torch.equal(first, second)
    assert same(ask(model, cloud()), ask(again, cloud()))
    assert again.save(tmp_path / "twice.safetensors") == again.save(tmp_path / "thrice.safetensors")
    weights = again.network.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in model.network.state_dict().items())


def test_saving_keeps_an_existing_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    path.write_text("mine")
    with pytest.raises(FileError, match="exists already"):
        model.save(path)
    assert path.read_text() == "mine" and [p.name for p in tmp_path.iterdir()] == ["m.safetensors"]
    model.save(path, overwrite=True)
    assert path.stat().st_size > 1000


def test_an_original_saved_is_the_original(original_checkpoint: Path, tmp_path: Path) -> None:
    original = pa3d.load(original_checkpoint, device="cpu", dtype="float32", heads=3)
    original.save(tmp_path / "ours.safetensors")
    ours = pa3d.load(tmp_path / "ours.safetensors", device="cpu", dtype="float32")
    points = cloud(400)
    for first, second in zip(original.encode(points), ours.encode(points), strict=True):
        assert torch.equal(first, second)
    assert ours.config == original.config and ours.config.patches == 16 and ours.config.heads == 3
    assert ours.score == original.score == pytest.approx((1 / 0.07, 0.0))


def test_heads_of_an_unknown_width_must_be_given(original_checkpoint: Path) -> None:
    with pytest.raises(CheckpointError, match=r"width of 96.*pa3d\.load\(path, heads=3\)"):
        pa3d.load(original_checkpoint, device="cpu")
    with pytest.raises(ShapeError, match="5 heads do not divide a width of 96"):
        pa3d.load(original_checkpoint, device="cpu", heads=5)


def test_loading_lists_what_is_missing_unexpected_and_misshaped(model: Model) -> None:
    weights = {name: value.clone() for name, value in model.network.state_dict().items()}
    del weights["encoder.norm.bias"]
    weights["encoder.cls_token"] = torch.zeros(31)
    weights["stranger"] = torch.zeros(1)
    meta = {
        "encoder": dataclasses.asdict(model.config), "text": {"dimension": 12}, "teacher": {"dimension": 10},
    }  # fmt: skip
    with pytest.raises(CheckpointError) as caught:
        build(Checkpoint(weights, meta))
    found = caught.value.found
    assert "Missing: encoder.norm.bias." in found and "Unexpected: stranger." in found
    assert "Misshaped: encoder.cls_token (31,) instead of (32,)." in found
    meta["encoder"] = {**dataclasses.asdict(model.config), "flavour": 3}
    with pytest.raises(CheckpointError, match="flavour"):
        build(Checkpoint(dict(model.network.state_dict()), meta))


def test_a_name_that_is_no_model_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--model large is not a model.*small, base"):
        pa3d.load("large", device="cpu")


# the point decoder


@pytest.fixture
def finer(model: Model) -> Model:
    """The model with a decoder that moves answers within patches."""
    torch.manual_seed(3)
    model.network.decoder = PointDecoder(32, 16)
    torch.nn.init.normal_(model.network.decoder.out.weight, std=0.5)
    return model


def test_with_a_decoder_points_are_asked_one_by_one(finer: Model) -> None:
    points = cloud(128)
    labels = ask(finer, points, votes=1, all_scores=True)
    encoded = finer.encode(points)
    assert finer.network.decoder is not None and labels.all_scores is not None
    placed = torch.from_numpy(frame_of(points, "y").apply(points))[None]
    with torch.no_grad():
        features = finer.network.text_features(finer.network.decoder(placed, encoded.centers, encoded.tokens))[0]
    cosine = features @ torch.nn.functional.normalize(torch.from_numpy(TEXT), dim=-1).T
    scale, bias = finer.score
    assert np.allclose(labels.all_scores, torch.sigmoid(scale * cosine + bias).numpy(), atol=1e-5)
    coarse = ask(finer, points, votes=1, assign="interpolate")
    assert np.mean(coarse.labels == labels.labels) < 1


def test_turned_votes_answer_in_the_heading_of_the_shape(finer: Model) -> None:
    """A decoder of zeros interpolates tokens; were offsets not turned along, points would ask the wrong patches."""
    assert finer.network.decoder is not None
    torch.nn.init.zeros_(finer.network.decoder.out.weight)
    finer.meta["any_heading"] = True
    points = cloud(500)
    decoded = ask(finer, points, votes=4)
    assert np.mean(decoded.labels == ask(finer, points, votes=4, assign="interpolate").labels) > 0.9


def test_a_decoder_is_saved_and_loaded(finer: Model, tmp_path: Path) -> None:
    finer.save(tmp_path / "finer.safetensors")
    loaded = pa3d.load(tmp_path / "finer.safetensors", device="cpu", dtype="float32")
    assert same(ask(loaded, cloud()), ask(finer, cloud()))


def test_decoding_without_a_decoder_is_refused(model: Model) -> None:
    with pytest.raises(UsageError, match="no point decoder"):
        ask(model, cloud(), assign="decode")


# the word adapter


@pytest.fixture
def reader(model: Model) -> Model:
    """The model with a word adapter that changes what words are."""
    torch.manual_seed(4)
    model.network.words = WordAdapter(12, 5)
    torch.nn.init.normal_(model.network.words.out.weight)
    return model


def understood_cosines(model: Model, points: Array) -> torch.Tensor:
    """Of patches (G, 3) with the names, as training has them."""
    text = torch.nn.functional.normalize(torch.from_numpy(TEXT), dim=-1)
    with torch.no_grad():
        found: torch.Tensor = model.network.text_cosines(model.encode(points).tokens)(model.network.understood(text))
    return found[0]


def test_words_are_asked_as_the_adapter_reads_them(reader: Model) -> None:
    points = cloud(128)
    (labels,) = reader.patch_labels([points], ["y"], NAMES, TEXT, votes=1)
    cosines = understood_cosines(reader, points)
    assert torch.allclose(labels.cosines[0], cosines, atol=1e-5)
    answer = ask(reader, points, votes=1, assign="nearest", all_scores=True)
    encoded = reader.encode(points)
    nearest = torch.cdist(torch.from_numpy(frame_of(points, "y").apply(points)), encoded.centers[0]).argmin(1)
    scale, bias = reader.score
    assert answer.all_scores is not None
    assert np.allclose(answer.all_scores, torch.sigmoid(scale * cosines[nearest] + bias).numpy(), atol=1e-4)
    reader.network.words = None
    assert not torch.allclose(understood_cosines(reader, points), cosines, atol=0.1)


def test_a_decoder_is_asked_words_as_the_adapter_reads_them(reader: Model, finer: Model) -> None:
    assert reader is finer
    points = cloud(128)
    answer = ask(reader, points, votes=1, all_scores=True)
    encoded, network = reader.encode(points), reader.network
    assert network.decoder is not None
    placed = torch.from_numpy(frame_of(points, "y").apply(points))[None]
    with torch.no_grad():
        text = network.understood(torch.nn.functional.normalize(torch.from_numpy(TEXT), dim=-1))
        cosine = network.text_cosines(network.decoder(placed, encoded.centers, encoded.tokens))(text)[0]
    scale, bias = reader.score
    assert answer.all_scores is not None
    assert np.allclose(answer.all_scores, torch.sigmoid(scale * cosine + bias).numpy(), atol=1e-4)


def test_a_word_adapter_is_saved_and_loaded(reader: Model, tmp_path: Path) -> None:
    reader.save(tmp_path / "reader.safetensors")
    loaded = pa3d.load(tmp_path / "reader.safetensors", device="cpu", dtype="float32")
    assert loaded.meta["words"] == {"hidden": 5} and loaded.network.words is not None
    weights = loaded.network.state_dict()
    assert all(torch.equal(value, weights[name]) for name, value in reader.network.state_dict().items())
    assert same(ask(loaded, cloud()), ask(reader, cloud()))


# the bundled model


def test_the_bundled_model_knows_its_words() -> None:
    if not files("pa3d.assets").joinpath("small.safetensors").is_file():
        pytest.skip("pa3d/assets/small.safetensors is not here yet")
    bundled = pa3d.load("small", device="cpu", dtype="float32")
    assert bundled.config.width == 192 and bundled.network.text_head is not None
    assert bundled.text(["leg", "seat"]).shape == (2, bundled.network.text_head.out_features)
