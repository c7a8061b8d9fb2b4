from __future__ import annotations

import base64
import io
import json
import socket
import threading
import time
from typing import Any

import numpy as np
import pytest

from pa3d.engine.caption_http import Endpoint, EndpointConfig
from pa3d.engine.caption_pace import Pace, stated_wait
from pa3d.engine.captions import CaptionerError, in_parallel
from pa3d.errors import Pa3dError, UsageError
from pa3d.shapes.records import Array

PICTURE = np.random.default_rng(0).integers(0, 256, (20, 40, 3), dtype=np.uint8)


def ask(endpoint: Any, picture: Array = PICTURE, **settings: Any) -> Any:
    config = EndpointConfig(endpoint.url, "tiny-vl", **{"first_wait": 0.01, "timeout": 5.0, **settings})
    return Endpoint(config).ask([picture], "What is it?")[0]


def test_the_picture_and_the_question_arrive_whole(endpoint: Any) -> None:
    from PIL import Image

    answer = ask(endpoint)
    assert answer == ("leg", 700, 2)
    body = endpoint.requests[0]
    assert (body["model"], body["temperature"], body["max_tokens"]) == ("tiny-vl", 0, 16)
    image, question = body["messages"][0]["content"]
    assert question == {"type": "text", "text": "What is it?"}
    prefix, data = image["image_url"]["url"].split(",")
    assert prefix == "data:image/png;base64"
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))), PICTURE)
    assert endpoint.paths == ["/v1/chat/completions"]
    assert "Authorization" not in endpoint.headers[0]


def test_options_go_into_the_request_and_none_takes_out(endpoint: Any) -> None:
    ask(endpoint, options={"temperature": None, "max_completion_tokens": 400}, max_tokens=None)
    assert endpoint.requests[0]["max_completion_tokens"] == 400
    assert not {"temperature", "max_tokens"} & endpoint.requests[0].keys()


@pytest.mark.parametrize(
    "trouble", [500, 503, 429, 408, "hang up", b"<html>no</html>", b"", b'{"choices": []}', b"[1]"]
)
def test_passing_trouble_is_tried_again(trouble: Any, endpoint: Any) -> None:
    endpoint.script = [trouble, trouble, "seat"]
    assert ask(endpoint).text == "seat"
    assert len(endpoint.requests) == 3


def test_an_answer_that_takes_too_long_is_tried_again(endpoint: Any) -> None:
    endpoint.script = [2.0, "seat"]
    assert ask(endpoint, timeout=0.3).text == "seat"
    assert len(endpoint.requests) == 2


def test_an_answer_that_trickles_is_given_up(endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from http.client import HTTPResponse

    pieces = iter([b"{"] * 1000)
    monkeypatch.setattr(HTTPResponse, "read1", lambda *_: time.sleep(0.05) or next(pieces))
    start = time.monotonic()
    with pytest.raises(CaptionerError, match=r"no whole answer within 0\.2 seconds"):
        ask(endpoint, timeout=0.2, tries=1)
    assert time.monotonic() - start < 3


def test_an_answer_without_end_is_not_read(endpoint: Any) -> None:
    endpoint.script = [b" " * (2 << 20)] * 2
    with pytest.raises(CaptionerError, match="more than 1048576 bytes"):
        ask(endpoint, tries=2)


def test_retry_after_is_honoured_by_every_thread(endpoint: Any) -> None:
    endpoint.script = [(429, {"Retry-After": "1"})]
    asker = Endpoint(EndpointConfig(endpoint.url, "m", first_wait=0.01, timeout=5))
    first = threading.Thread(target=asker.ask, args=([PICTURE], "?"))
    first.start()
    time.sleep(0.3)  # the answer is there, the first one waits
    in_parallel(lambda _: asker.ask([PICTURE], "?"), range(4), 4)
    first.join()
    assert len(endpoint.times) == 6 and min(endpoint.times[1:]) - endpoint.times[0] >= 0.95


def test_a_wait_of_an_hour_ends_the_run(endpoint: Any) -> None:
    endpoint.script = [(429, {"Retry-After": "3600"})]
    with pytest.raises(CaptionerError, match="asks to wait for 3600 seconds"):
        ask(endpoint)
    assert len(endpoint.requests) == 1


def test_what_retry_after_may_say() -> None:
    import email.utils

    assert stated_wait(None) is None and stated_wait("soon") is None and stated_wait("nan") is None
    assert stated_wait("7") == 7 and stated_wait("-3") == 0 and stated_wait("inf") is None
    later = stated_wait(email.utils.formatdate(time.time() + 30, usegmt=True))
    assert later is not None and 27 < later < 31


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_a_refusal_at_the_start_ends_the_run_at_once(status: int, endpoint: Any) -> None:
    endpoint.script = [status]
    endpoint.error_text = "The model `tiny-vl` does not exist"
    with pytest.raises(CaptionerError, match=f"HTTP {status}: The model `tiny-vl` does not exist") as caught:
        ask(endpoint)
    assert len(endpoint.requests) == 1
    assert endpoint.url in caught.value.what and "--caption-model" in caught.value.do


def test_a_picture_refused_later_is_that_pictures_failure(endpoint: Any) -> None:
    asker = Endpoint(EndpointConfig(endpoint.url, "m", first_wait=0.01))
    endpoint.script = ["leg", 400, "seat"]
    asker.ask([PICTURE], "?")
    with pytest.raises(Pa3dError, match="refuses a picture") as caught:
        asker.ask([PICTURE], "?")
    assert not isinstance(caught.value, CaptionerError)
    assert asker.ask([PICTURE], "?")[0].text == "seat"


def test_an_endpoint_that_is_away_stops_everything(endpoint: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    asker = Endpoint(EndpointConfig(url, "m", tries=3, first_wait=0.05))
    start = time.monotonic()
    with pytest.raises(CaptionerError, match=r"3 tries failed; the last: ConnectionRefusedError") as first:
        in_parallel(lambda _: asker.ask([PICTURE], "?"), range(50), 8)
    with pytest.raises(CaptionerError) as second:
        asker.ask([PICTURE], "?")
    assert second.value is first.value, "nobody is asked again"
    assert time.monotonic() - start < 5


def test_an_endpoint_that_dies_in_the_middle(endpoint: Any) -> None:
    asker = Endpoint(EndpointConfig(endpoint.url, "m", tries=2, first_wait=0.01))
    assert asker.ask([PICTURE], "?")[0].text == "leg"
    endpoint.script = ["hang up"] * 100
    with pytest.raises(CaptionerError, match="2 tries failed"):
        asker.ask([PICTURE], "?")


def test_waits_grow(endpoint: Any) -> None:
    endpoint.script = [500] * 3
    ask(endpoint, first_wait=0.2)
    gaps = np.diff(endpoint.times)
    assert all(low * 0.9 <= gap for gap, low in zip(gaps, (0.1, 0.2, 0.4), strict=True))


def test_requests_per_minute_and_at_a_time(endpoint: Any) -> None:
    asker = Endpoint(EndpointConfig(endpoint.url, "m", per_minute=600))
    in_parallel(lambda _: asker.ask([PICTURE], "?"), range(6), 6)
    assert np.diff(endpoint.times).mean() > 0.07  # a tenth of a second each, as they were sent
    endpoint.delay, endpoint.most_under_way = 0.1, 0
    asker = Endpoint(EndpointConfig(endpoint.url, "m"))
    in_parallel(lambda _: asker.ask([PICTURE], "?"), range(9), 3)
    assert 2 <= endpoint.most_under_way <= 3


def test_turns_are_given_in_time() -> None:
    pace, given = Pace(1200), []
    threads = [
        threading.Thread(target=lambda: (pace.turn(lambda: None), given.append(time.monotonic()))) for _ in range(5)
    ]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(given) - start >= 4 * 0.05 - 0.005


def test_the_key_is_sent_and_never_shown(endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_KEY", "sk-very-secret")
    asker = Endpoint(EndpointConfig(endpoint.url, "m", key_variable="MY_KEY"))
    endpoint.script, endpoint.error_text = ["leg", 401], "Incorrect API key: sk-very-secret.\nSecond line"
    asker.ask([PICTURE], "?")
    assert endpoint.headers[0]["Authorization"] == "Bearer sk-very-secret"
    with pytest.raises(CaptionerError) as caught:
        asker.ask([PICTURE], "?")
    assert "Incorrect API key: ***" in caught.value.found and "\n" not in caught.value.found
    shown = json.dumps([asker.record(), asker.key, caught.value.as_dict(), repr(asker.config)])
    assert "secret" not in shown
    monkeypatch.setenv("MY_KEY", "two\nlines")
    with pytest.raises(UsageError, match="MY_KEY") as refused:
        Endpoint(EndpointConfig(endpoint.url, "m", key_variable="MY_KEY"))
    assert "lines" not in str(refused.value)


def test_the_key_of_another_service_stays_at_home(endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    ask(endpoint)
    assert "Authorization" not in endpoint.headers[0]


def test_redirects_are_not_followed(endpoint: Any) -> None:
    endpoint.script = [(307, {"Location": endpoint.url + "/elsewhere"})]
    with pytest.raises(CaptionerError, match="HTTP 307"):
        ask(endpoint)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://host/v1", "http://", "localhost:8000/v1", "http://host:99999/v1", "http://a b/v1",
     "http://me:secret@host/v1", "http://host/v1#part", "http://[::1/v1"],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Endpoint(EndpointConfig(url, "m"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["http://h/v1", "http://h/v1/", "http://h/v1/chat/completions"])
def test_addresses_may_be_written_in_several_ways(url: str) -> None:
    asker = Endpoint(EndpointConfig(url, "m"))
    assert asker._url == "http://h/v1/chat/completions" and asker.record()["captioner"] == "http://h/v1"
    asker = Endpoint(EndpointConfig("https://h/v1?api-key=1", "m"))
    assert asker._url == "https://h/v1/chat/completions?api-key=1" and "api-key" not in json.dumps(asker.record())


@pytest.mark.parametrize(
    "wrong", [{"parallel": 0}, {"per_minute": 0}, {"tries": 0}, {"timeout": -1}, {"max_tokens": 0}]
)
def test_settings_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="is not allowed"):
        Endpoint(EndpointConfig("http://h/v1", "m", **wrong))
    with pytest.raises(UsageError, match="No model is named"):
        Endpoint(EndpointConfig("http://h/v1", " "))


def test_silence_ends_the_run(endpoint: Any) -> None:
    asker = Endpoint(EndpointConfig(endpoint.url, "m"))
    endpoint.script = [*[""] * 19, "leg", *[""] * 20]
    for _ in range(39):
        asker.ask([PICTURE], "?")
    with pytest.raises(CaptionerError, match="last 20 answers hold no text"):
        asker.ask([PICTURE], "?")


def test_answers_in_pieces_and_without_a_count(endpoint: Any) -> None:
    pieces = [{"type": "text", "text": "arm"}, {"type": "text", "text": "rest"}]
    message = {"message": {"content": pieces}}
    for usage in (None, 3, {"prompt_tokens": -1, "completion_tokens": True}):
        endpoint.script = [json.dumps({"choices": [message], "usage": usage}).encode()]
        assert ask(endpoint) == ("armrest", None, None)
    endpoint.script = [json.dumps({"choices": [{"message": {"content": None}}]}).encode()]
    assert ask(endpoint).text == ""


def test_a_certificate_nobody_vouches_for(endpoint: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import ssl
    import urllib.error

    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    asker = Endpoint(EndpointConfig(endpoint.url, "m"))
    monkeypatch.setattr(asker, "_send", lambda _: (_ for _ in ()).throw(urllib.error.URLError(error)))
    with pytest.raises(CaptionerError, match="certificate is not trusted: self-signed"):
        asker.ask([PICTURE], "?")
