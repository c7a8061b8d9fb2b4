"""A vision-language model behind an OpenAI-compatible HTTP endpoint (a vLLM server, a hosted model).

Standard library only: proxies and certificates are taken from the environment as for every Python program. The key
comes from an environment variable, goes into one header, and appears nowhere else.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import random
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pa3d.engine.caption_cache import Answer
from pa3d.engine.caption_pace import Pace, stated_wait
from pa3d.engine.captions import CaptionerError
from pa3d.engine.overlay import png
from pa3d.errors import Pa3dError, UsageError
from pa3d.shapes.records import Array

_LARGEST_ANSWER = 1 << 20
_WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
_THIS_PICTURE = frozenset({400, 413, 415, 422})  # refused for what was asked, perhaps: other pictures may pass
_SILENCE = 20  # answers without a word, one after another, before the run stops


@dataclass(frozen=True)
class EndpointConfig:
    """Where and how to ask."""

    url: str  # of the API, as http://host:8000/v1
    model: str
    key_variable: str = "PA3D_CAPTION_KEY"  # our own: a key kept for another service is never sent unasked
    parallel: int = 8  # requests at a time, per process
    per_minute: float | None = None  # requests started per minute, per process
    timeout: float = 60.0  # seconds for an answer
    tries: int = 6
    first_wait: float = 1.0  # seconds after the first failure; doubled each time, half of it drawn at random
    longest_wait: float = 300.0  # an endpoint that asks for more is taken to be away
    max_tokens: int | None = 16  # None: not said
    options: Mapping[str, Any] = field(default_factory=dict)  # into the request as they are; None takes a key out


class Endpoint:
    """An endpoint as an Asker; threads share it. After a failure that says that nobody answers, it asks no more."""

    batch = 1

    def __init__(self, config: EndpointConfig) -> None:
        self.config, self.parallel = config, config.parallel
        self._url, self.address = _chat_url(config.url)
        _check(config)
        said = {"max_tokens": config.max_tokens, **config.options}
        self.key = config.model if said == {"max_tokens": 16} else f"{config.model}\n{json.dumps(said, sort_keys=True)}"
        self._secret = _secret(config.key_variable)
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._pace = Pace(config.per_minute)
        self._jitter = random.Random()  # when, never what
        self._lock = threading.Lock()
        self._failure: CaptionerError | None = None
        self._answered, self._silent = False, 0

    def ask(self, pictures: Sequence[Array], prompt: str) -> list[Answer]:
        """As in Asker. Raises CaptionerError when the endpoint is away, or refuses everybody; Pa3dError when it
        refuses this picture, while it has answered others.
        """
        return [self._ask(picture, prompt) for picture in pictures]

    def record(self) -> dict[str, Any]:
        """What answers, for a manifest: no key, no query of the address."""
        return {
            "captioner": self.address, "model": self.config.model, "max_tokens": self.config.max_tokens,
            "options": dict(self.config.options),
        }  # fmt: skip

    def _ask(self, picture: Array, prompt: str) -> Answer:
        body = self._body(picture, prompt)
        for attempt in range(1, self.config.tries + 1):
            self._pace.turn(self._stopped)
            try:
                answer = _read_completion(self._send(body))
            except urllib.error.HTTPError as error:
                reason, wait = self._refused(error), stated_wait(error.headers.get("Retry-After"))
            except ssl.SSLCertVerificationError as error:
                raise self._stop(f"Its certificate is not trusted: {error.verify_message}.") from error
            except (OSError, http.client.HTTPException) as error:
                inner = getattr(error, "reason", error)
                if isinstance(inner, ssl.SSLCertVerificationError):
                    raise self._stop(f"Its certificate is not trusted: {inner.verify_message}.") from error
                reason, wait = self._clean(f"{type(inner).__name__}: {inner}"), None
            except ValueError as error:
                reason, wait = self._clean(f"It answers nonsense: {error}"), None
            else:
                self._heard(answer)
                return answer
            if wait is not None and wait > self.config.longest_wait:
                raise self._stop(f"It asks to wait for {wait:.0f} seconds ({reason}).")
            if attempt < self.config.tries:
                self._rest(attempt, wait)
        raise self._stop(f"{self.config.tries} tries failed; the last: {reason}.")

    def _body(self, picture: Array, prompt: str) -> bytes:
        image = "data:image/png;base64," + base64.b64encode(png(picture)).decode()
        content = [{"type": "image_url", "image_url": {"url": image}}, {"type": "text", "text": prompt}]
        asked = {
            "model": self.config.model, "messages": [{"role": "user", "content": content}], "temperature": 0,
            "max_tokens": self.config.max_tokens, **self.config.options,
        }  # fmt: skip
        return json.dumps({key: value for key, value in asked.items() if value is not None}).encode()

    def _send(self, body: bytes) -> bytes:
        """The bytes of an answer. Raises OSError, HTTPException, and ValueError for one that is too long."""
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "pa3d"}
        request = urllib.request.Request(self._url, body, headers, method="POST")
        if self._secret:
            request.add_unredirected_header("Authorization", f"Bearer {self._secret}")
        deadline = time.monotonic() + self.config.timeout
        with self._opener.open(request, timeout=self.config.timeout) as response:
            pieces, size = [], 0
            while piece := response.read1(1 << 16):
                pieces.append(piece)
                size += len(piece)
                if size > _LARGEST_ANSWER:
                    raise ValueError(f"more than {_LARGEST_ANSWER} bytes")
                if time.monotonic() > deadline:
                    raise TimeoutError(f"no whole answer within {self.config.timeout:g} seconds")
        return b"".join(pieces)

    def _refused(self, error: urllib.error.HTTPError) -> str:
        """Why a request failed, where another try is worth it. Raises CaptionerError or Pa3dError where it is not."""
        with error:
            try:
                said = error.read(4096).decode("utf-8", "replace")
            except (OSError, http.client.HTTPException):
                said = ""
        reason = self._clean(f"HTTP {error.code}: {_message(said) or error.reason}")
        if error.code in _WORTH_ANOTHER_TRY:
            return reason
        if error.code in _THIS_PICTURE and self._answered:
            raise Pa3dError(
                f"The endpoint {self.address} refuses a picture.", reason, "Look at this shape's views and masks."
            ) from error
        raise self._stop(f"It answers {reason}.") from error

    def _rest(self, attempt: int, asked: float | None) -> None:
        """Wait before the next try: as long as the endpoint asks, which holds for every thread, or ever longer."""
        backing_off = self.config.first_wait * 2 ** (attempt - 1) * (0.5 + self._jitter.random() / 2)
        if asked is not None:
            self._pace.hold(asked)
        self._pace.pause(min(max(backing_off, asked or 0.0), self.config.longest_wait), self._stopped)

    def _stopped(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _stop(self, found: str) -> CaptionerError:
        """The failure that ends the run; the first one counts for all threads."""
        with self._lock:
            if self._failure is None:
                do = f"Check --captioner, --caption-model and the key in {self.config.key_variable}; then run again: "
                self._failure = CaptionerError(
                    f"The endpoint {self.address} names no more masks (model {self.config.model}).",
                    found, do + "answers already given are kept.",
                )  # fmt: skip
        self._pace.wake()
        return self._failure

    def _heard(self, answer: Answer) -> None:
        with self._lock:
            self._answered = True
            self._silent = 0 if answer.text.strip() else self._silent + 1
            silent = self._silent
        if silent >= _SILENCE:
            raise self._stop(
                f"Its last {silent} answers hold no text: a model that thinks before it speaks needs more max_tokens."
            )

    def _clean(self, text: str) -> str:
        """A message on one line, without the key, in case somebody echoes it."""
        from pa3d.view.lettering import one_line

        text = text.replace(self._secret, "***") if self._secret else text
        return one_line(text)[:300].rstrip(".")


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A picture and a key go where the user said, nowhere else; the redirect becomes an HTTPError."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _chat_url(url: str) -> tuple[str, str]:
    """Where questions go, and the address as it may be shown."""
    what, do = f"--captioner {url.split('@')[-1]} is no endpoint.", "Give an address such as http://localhost:8000/v1."
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise UsageError(what, f"{error}.", do) from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(what, f"Its scheme is {parts.scheme or 'missing'}; http and https are allowed.", do)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise UsageError(what, "It holds a name, a password or a fragment.", "Give the key in PA3D_CAPTION_KEY.")
    if any(ord(letter) <= 32 or ord(letter) > 126 for letter in url.strip()):
        raise UsageError(what, "It holds spaces or letters no address has.", do)
    path = parts.path.rstrip("/").removesuffix("/chat/completions")
    full = urlunsplit((parts.scheme, parts.netloc, f"{path}/chat/completions", parts.query, ""))
    return full, urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def _check(config: EndpointConfig) -> None:
    positive = {
        "--caption-concurrency": config.parallel, "--caption-rate": config.per_minute, "--caption-tries": config.tries,
        "--caption-timeout": config.timeout, "max_tokens": config.max_tokens,
    }  # fmt: skip
    if not config.model.strip():
        raise UsageError("No model is named.", "An endpoint may serve several.", "Give --caption-model NAME.")
    for flag, value in positive.items():
        if value is not None and not 0 < value < 1e6:
            raise UsageError(f"{flag} {value} is not allowed.", "A positive number is wanted.", "Correct it.")


def _secret(variable: str) -> str:
    secret = os.environ.get(variable, "").strip()
    if any(not 32 < ord(letter) < 127 for letter in secret):
        raise UsageError(
            f"The key in {variable} cannot be sent.", "It holds spaces or letters no key has.", "Set it again."
        )
    return secret


def _read_completion(data: bytes) -> Answer:
    """The text and the tokens of a chat completion. Raises ValueError for anything else."""
    try:
        content = json.loads(data)
        message = content["choices"][0]["message"]
        text = message["content"]
        if isinstance(text, list):  # in pieces
            text = "".join(piece["text"] for piece in text if piece.get("type") == "text")
        if text is not None and not isinstance(text, str):
            raise ValueError("the content is no text")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no chat completion ({data[:80].decode('utf-8', 'replace')})") from error
    usage = content.get("usage") if isinstance(content, dict) else None
    usage = usage if isinstance(usage, dict) else {}
    counts = (usage.get(key) for key in ("prompt_tokens", "completion_tokens"))
    known = [
        each if isinstance(each, int) and not isinstance(each, bool) and 0 <= each < 1 << 40 else None
        for each in counts
    ]
    return Answer(text or "", known[0], known[1])


def _message(body: str) -> str:
    """What an error page says: the message of a JSON error, else its beginning."""
    try:
        error = json.loads(body)["error"]
        return str(error["message"] if isinstance(error, dict) else error)
    except (ValueError, KeyError, TypeError, RecursionError):
        return body
