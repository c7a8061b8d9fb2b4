"""What a run would take, before it starts: plain arithmetic, nothing is loaded or asked."""

from __future__ import annotations

from dataclasses import dataclass

# A guess where masks are not made yet. The paper's data has over 2 M names for 32,000 shapes of 10 views, 6.3 a view
# after unknown ones were dropped and equal ones merged; about as many again are dropped or merged.
MASKS_PER_VIEW = 12.0
_LABELS_PER_SHAPE = 15  # different names, after merging over the views
_PIXELS_PER_TOKEN = 28 * 28  # of Qwen2-VL and its successors; others come within a factor of two
_LETTERS_PER_TOKEN = 4
_TEMPLATE_TOKENS = 20  # around a message
_ANSWER_TOKENS = 3
_PNG_BYTES_PER_PIXEL = 0.6  # of rendered views on a plain background, beside a close-up
_HEAD_BYTES = 4096  # of a sample: two tar headers, padding, names


@dataclass(frozen=True)
class Estimate:
    """views, masks, requests, tokens of the questions (pictures included) and of the answers; gigabytes (10 ** 9
    bytes) of the shards, and of the pictures sent to an endpoint. Masks, tokens and pictures are rough.
    """

    shapes: int
    views: int
    masks: int
    requests: int
    prompt_tokens: int
    answer_tokens: int
    shard_gigabytes: float
    picture_gigabytes: float


def estimate(
    shapes: int,
    *,
    views: int = 10,
    size: int = 518,
    points: int = 8192,
    teacher_width: int | None = None,
    patches: int = 512,
    masks: bool = False,
    captions: bool = False,
    prompt: str = "",
    masks_per_view: float = MASKS_PER_VIEW,
    labels_per_shape: float = _LABELS_PER_SHAPE,
) -> Estimate:
    """For so many shapes. size: pixels of a view's side; teacher_width: E (None: no teacher); patches: G per shape;
    masks, captions: whether they are made, and named; prompt: the question.
    """
    rendered = shapes * views if masks or teacher_width is not None else 0
    found = round(rendered * masks_per_view) if masks else 0
    asked = found if captions else 0
    picture = size * (2 * size + max(2, size // 60))  # the view and the close-up (engine.overlay)
    question = picture / _PIXELS_PER_TOKEN + len(prompt) / _LETTERS_PER_TOKEN + _TEMPLATE_TOKENS
    # points and normals in float32, colours, bit-packed masks; centres in float32, features in half precision.
    cloud = points * (12 + 12 + 3) + labels_per_shape * -(-points // 8)
    taught = 0 if teacher_width is None else patches * (12 + 2 * teacher_width)
    return Estimate(
        shapes=shapes,
        views=rendered,
        masks=found,
        requests=asked,
        prompt_tokens=round(asked * question),
        answer_tokens=asked * _ANSWER_TOKENS,
        shard_gigabytes=shapes * (cloud + taught + _HEAD_BYTES) / 1e9,
        picture_gigabytes=asked * picture * _PNG_BYTES_PER_PIXEL * 4 / 3 / 1e9,  # four letters for three bytes
    )
