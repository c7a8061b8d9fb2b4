"""The public object: points and names in, labels out. Segmenting, benchmarks and validation all ask this one."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from pa3d.config import Assignment, Axis, PromptStyle
from pa3d.core.decoder import DecodedCosines
from pa3d.core.encoder import EncoderConfig
from pa3d.core.network import PatchAlign
from pa3d.core.restore import PARTS
from pa3d.errors import CheckpointError, ShapeError, UsageError
from pa3d.io.checkpoint import write_checkpoint
from pa3d.patch_labels import Answerer, PatchLabels
from pa3d.shapes.frame import Frame, frame_of
from pa3d.shapes.records import Array, PointLabels
from pa3d.shapes.sampling import draw_rows, thin_rows
from pa3d.text.bank import text_vectors
from pa3d.text.lean import Leaning
from pa3d.text.names import unique_names
from pa3d.up_axis import UpGuess, guess_up
from pa3d.version import VERSION

DEFAULT_SEED = 0  # same file, same labels
DEFAULT_VOTES = 4
SURVEY_POINTS = 65_536  # the frame and the samples of a larger cloud come from this many of its points
BATCH = 16  # samples encoded at once


class Encoded(NamedTuple):
    """centers (B, G, 3) in the model frame, indices (B, G, M) into the points given, tokens (B, G, D),
    text_features (B, G, E) unit rows.
    """

    centers: Tensor
    indices: Tensor
    tokens: Tensor
    text_features: Tensor


class Model:
    """A network with what is needed to ask it: text encoder, score, device and number type."""

    def __init__(
        self,
        network: PatchAlign,
        meta: Mapping[str, Any],
        device: torch.device | None = None,
        dtype: torch.dtype = torch.float32,
        sha256: str = "",
        fold: bool = True,
    ) -> None:
        self.network, self.meta, self.sha256 = network, dict(meta), sha256
        self.device = device or next(network.parameters()).device
        self.dtype = dtype
        self._fold = fold
        self._fast: PatchAlign | None = None

    @property
    def config(self) -> EncoderConfig:
        """The encoder's sizes."""
        return self.network.encoder.config

    @property
    def score(self) -> tuple[float, float]:
        """(scale, bias): a name's score is sigmoid(scale * cosine + bias)."""
        score = self.meta.get("score")
        if score:
            return float(score["scale"]), float(score["bias"])
        return self.network.scale().item(), self.network.bias.item()

    @property
    def inference(self) -> PatchAlign:
        """The network as it runs: BatchNorms folded, cast, in evaluation mode; made at the first call."""
        if self._fast is None:
            fast = copy.deepcopy(self.network).eval().requires_grad_(False)
            if self._fold:
                fast.encoder.embed.fold()
            self._fast = fast.to(self.device, self.dtype)
        return self._fast

    def encode(
        self, points: Array | Tensor, up: Axis = "y", normalize: bool = True, seed: int = DEFAULT_SEED
    ) -> Encoded:
        """Points (N, 3) or (B, N, 3), finite, of shapes with the given up axis.

        normalize: centre and scale into the unit sphere. A shape of exactly the preset's size is taken as it is; others
        are drawn from with the seed. Raises ShapeError for another shape or values that are not finite.
        """
        clouds = _numpy(points)
        clouds = clouds[None] if clouds.ndim == 2 else clouds
        if clouds.ndim != 3 or clouds.shape[-1] != 3 or clouds.shape[1] == 0:
            raise ShapeError("Points must be (N, 3) or (B, N, 3) with N >= 1.", f"Found {clouds.shape}.")
        drawn, chosen = [], []
        for cloud in clouds:
            rows = draw_rows(len(cloud), self.config.points, np.random.default_rng(seed))
            drawn.append(frame_of(cloud, up, normalize).apply(cloud[rows]))
            chosen.append(rows)
        encoded = self._encode(torch.from_numpy(np.stack(drawn)))
        given = torch.from_numpy(np.stack(chosen)).to(self.device)  # (B, points)
        flat = encoded.indices.flatten(1)  # (B, G*M)
        return encoded._replace(indices=given.gather(1, flat).view_as(encoded.indices))

    def segment(
        self,
        points: Array | Tensor,
        names: Sequence[str],
        *,
        up: Axis = "y",
        category: str | None = None,
        prompt: PromptStyle = "plain",
        threshold: float | None = None,
        votes: int = DEFAULT_VOTES,
        assign: Assignment | None = None,
        all_scores: bool = False,
        seed: int = DEFAULT_SEED,
        text: Array | None = None,
    ) -> PointLabels:
        """One of the names for each of the points (N, 3); rows that are not finite get none.

        assign: how points take the answers of patches; None: `decode` with a point decoder, else `interpolate`.

        threshold: points whose best score lies below it get none. text: vectors (L, E) of the names, for a model whose
        text encoder is not known. Raises ShapeError, UsageError, WordError.
        """
        cloud = _numpy(points)
        if cloud.ndim != 2 or cloud.shape[1] != 3:
            raise ShapeError("Points must be (N, 3).", f"Found {cloud.shape}.")
        names = unique_names(names) if text is None else tuple(names)
        vectors = self.text(names, category, prompt) if text is None else text
        finite = cloud[np.isfinite(cloud).all(1)]
        survey = finite[thin_rows(len(finite), SURVEY_POINTS, np.random.default_rng(seed))]
        (labels,) = self.patch_labels([survey], [up], names, vectors, votes=votes, assign=assign, seed=seed)
        return labels.at(cloud, threshold=threshold, all_scores=all_scores)

    def up_axis(
        self,
        points: Array | Tensor,
        names: Sequence[str] = (),
        *,
        text: Array | None = None,
        seed: int = DEFAULT_SEED,
    ) -> UpGuess:
        """Which axis of points (N, 3) points up, and how sure that is. CheckpointError for a model that cannot tell.

        names: of parts of the shape, which a calibrated model takes for evidence, too; text: their vectors (L, E), as
        `text` gives them. CheckpointError, ShapeError, UsageError and WordError as `segment` raises them.
        """
        if self.inference.upright is None:
            found = "It has no head that tells."
            raise CheckpointError("This model cannot tell which way is up.", found, "Give the axis: --up y, --up z ...")
        cloud = _numpy(points)
        finite = cloud[np.isfinite(cloud).all(1)]
        if text is None and len(names):
            text = self.text(unique_names(names))
        # Of a model whose scores nobody calibrated the words would weigh anything.
        words = None if text is None or not self.meta.get("score") else self._understood(text)
        return guess_up(
            finite, self.config.points, lambda samples: self.inference.axis_logits(samples, words, self.score), seed
        )

    def text(self, names: Sequence[str], category: str | None = None, prompt: PromptStyle = "plain") -> Array:
        """Unit vectors (L, E) float32 of the names, from the text encoder this model was aligned with.

        Words that are no plain name of a part lean towards such names, where the checkpoint tells what it has heard.
        """
        encoder = (self.meta.get("text") or {}).get("encoder")
        if encoder is None:
            raise CheckpointError(
                "This checkpoint does not say which text encoder it was aligned with.",
                f"Its text width is {(self.meta.get('text') or {}).get('dimension')}.",
                "Pass the vectors: model.segment(points, names, text=vectors).",
            )
        vectors = text_vectors(names, encoder_id=encoder, style=prompt, category=category, device=str(self.device))
        return self._lean(names, vectors) if prompt == "plain" else vectors

    @torch.no_grad()
    def _understood(self, text: Array, count: int | None = None) -> Tensor:
        """Vectors (L, E) of words, count of them, as the network compares them with its features."""
        if self.network.text_head is None:
            raise CheckpointError("This model knows no words.", "It has no text head (stage 1).", "Run pa3d align.")
        given = torch.from_numpy(np.asarray(text, dtype=np.float32))
        wanted = (len(given) if count is None else count, self.network.text_head.out_features)
        if given.shape != wanted:
            raise ShapeError(f"Text vectors must be {wanted}.", f"Found {tuple(given.shape)}.")
        return self.inference.understood(F.normalize(given, dim=-1).to(self.device))

    @cached_property
    def _lean(self) -> Leaning:
        text = self.meta["text"]
        return Leaning(text.get("meanings") or {}, text["encoder"])

    def patch_labels(
        self,
        surveys: Sequence[Array],
        ups: Sequence[Axis],
        names: Sequence[str],
        text: Array,
        *,
        votes: int = DEFAULT_VOTES,
        assign: Assignment | None = None,
        seed: int = DEFAULT_SEED,
    ) -> list[PatchLabels]:
        """What the model says of several shapes, all samples encoded in batches.

        surveys: points (N_i, 3) finite, at most SURVEY_POINTS each. Every vote is another sample of its shape,
        and for a model trained on shapes of any heading another heading: the first as given, the rest spread evenly.
        """
        if votes < 1:
            raise UsageError(f"--votes {votes} is too few.", "At least 1.", "Give --votes 1 or more.")
        vectors = self._understood(text, len(names))  # (L, E)
        frames = [frame_of(survey, up) for survey, up in zip(surveys, ups, strict=True)]
        samples = np.stack([self._samples(s, f, votes, seed) for s, f in zip(surveys, frames, strict=True)])
        drawn = torch.from_numpy(samples).to(self.device)  # (S, V, N, 3)
        turns = self._headings(votes)  # (V, 3, 3)
        encoded = self._encode((drawn @ turns.mT).flatten(0, 1))  # of (S * V, N, 3)
        whole = Encoded(*(values.view(len(frames), votes, *values.shape[1:]) for values in encoded))
        cosines = whole.text_features @ vectors.T  # (S, V, G, L)
        encoded_at = whole.centers
        centers = whole.centers @ turns  # back to the heading of the shape
        return [
            PatchLabels(
                frame=frame,
                names=tuple(names),
                centers=centers[i],
                cosines=cosines[i],
                score=self.score,
                assign=self._assignment(assign),
                members=whole.indices[i],
                samples=drawn[i],
                features=whole.text_features[i],
                decode=self._decoder(turns, encoded_at[i], whole.tokens[i], vectors),
            )
            for i, frame in enumerate(frames)
        ]

    def _assignment(self, asked: Assignment | None) -> Assignment:
        if asked is None:
            return "interpolate" if self.network.decoder is None else "decode"
        if asked == "decode" and self.network.decoder is None:
            found = "It has no point decoder; it knows interpolate, nearest, membership."
            raise UsageError("--assign decode is not for this model.", found, "Use one of them.")
        return asked

    def _decoder(self, turns: Tensor, centers: Tensor, tokens: Tensor, text: Tensor) -> Answerer | None:
        """Cosines (n, L) of points (n, 3), the mean of votes with centers (V, G, 3) and tokens (V, G, D)."""
        decoder, head = self.inference.decoder, self.inference.text_head
        if decoder is None or head is None:
            return None
        with torch.no_grad():
            decoded = DecodedCosines(decoder, head, centers, tokens, text)
        return lambda points: decoded(points @ turns.mT).mean(0)

    def resized(self, points: int | None = None, patches: int | None = None) -> Model:
        """The same weights over samples of another size, or cut into another number of patches."""
        if points is None and patches is None:
            return self
        points = self.config.points if points is None else points
        patches = self.config.patches if patches is None else patches
        if not 1 <= patches <= points:
            wrong = f"--patches {patches} does not fit --points {points}."
            raise UsageError(wrong, "A sample has at least as many points as patches.", "Change one of them.")
        network = copy.deepcopy(self.network)
        network.encoder.config = dataclasses.replace(self.config, points=points, patches=patches)
        return Model(network, self.meta, self.device, self.dtype, self.sha256, self._fold)

    def save(self, path: str | Path, overwrite: bool = False) -> str:
        """Write one .safetensors that alone rebuilds this model; returns its sha256."""
        scale, bias = self.score
        widths = self.network.widths()
        parts = {
            part: None if widths[width] is None else {**(self.meta.get(part) or {}), key: widths[width]}
            for part, (width, key) in PARTS.items()
        }
        sizes = {"encoder": dataclasses.asdict(self.config), **parts}
        meta = {**self.meta, **sizes, "score": {"scale": scale, "bias": bias}, "pa3d": VERSION}
        return write_checkpoint(Path(path), self.network.state_dict(), meta, overwrite)

    def _samples(self, survey: Array, frame: Frame, votes: int, seed: int) -> Array:
        """Samples (V, points, 3) float32 of one shape in the model frame, each its own draw."""
        generator = np.random.default_rng(seed)
        rows = np.stack([draw_rows(len(survey), self.config.points, generator, as_is=v == 0) for v in range(votes)])
        return frame.apply(survey[rows])

    def _headings(self, votes: int) -> Tensor:
        """Turns about the up axis (V, 3, 3), the first none; all none for a model that knows only one heading."""
        turns = torch.eye(3).repeat(votes, 1, 1)
        if self.meta.get("any_heading"):
            angle = torch.arange(votes) * (2 * torch.pi / votes)
            turns[:, 0, 0], turns[:, 0, 1] = angle.cos(), -angle.sin()
            turns[:, 1, 0], turns[:, 1, 1] = angle.sin(), angle.cos()
        return turns.to(self.device)

    @torch.no_grad()  # and not inference_mode: what is learned on top of tokens may need them for its gradient
    def _encode(self, points: Tensor) -> Encoded:
        """Points (S, N, 3) in the model frame, BATCH samples at a time."""
        parts = [self._encode_batch(part.to(self.device)) for part in torch.split(points, BATCH)]
        return Encoded(*(torch.cat(values) for values in zip(*parts, strict=True)))

    def _encode_batch(self, points: Tensor) -> Encoded:
        network = self.inference
        patches = network.encoder(points)
        tokens = patches.tokens.float()
        features = tokens[..., :0] if network.text_head is None else network.text_features(patches.tokens)
        return Encoded(patches.centers, patches.indices, tokens, features)


def _numpy(points: Array | Tensor) -> Array:
    # NumPy has no bfloat16, so tensors are cast before.
    return points.detach().cpu().double().numpy() if isinstance(points, Tensor) else np.asarray(points, np.float64)
