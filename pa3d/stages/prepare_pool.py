"""Work in child processes, answered in order: a shape that takes its process down costs that shape, not the run.

Every item is made in a child, also with one worker, so that however many there are, each works alike: one thread, the
same libraries, nothing left over from the shape before.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import traceback
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from pa3d import errors
from pa3d.data.manifest import Failure
from pa3d.data.raw import Item
from pa3d.data.samples import Sample
from pa3d.data.shard_write import Made
from pa3d.errors import Pa3dError

# One thread each: results of sums do not depend on how many cores a machine has, and processes do not crowd it.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_ENDINGS = (signal.SIGINT, signal.SIGTERM)
_AHEAD = 4  # items per worker that may be finished before their turn
_TRIES = 2  # a death may have been another process's fault: memory is shared
_MOST_DEATHS = 6  # in a row: then it is not the shapes


@dataclass(frozen=True)
class Answer:
    """A made item, the seconds its stages took, and the trace of an unexpected failure (for -v)."""

    made: Made
    seconds: Mapping[str, float] = field(default_factory=dict)
    trace: str = ""


class Stop(Exception):
    """Raised by a maker where going on would lie: the endpoint is away, the model cannot be loaded. error: why."""

    def __init__(self, error: Pa3dError) -> None:
        super().__init__(str(error))
        self.error = error


Maker = Callable[[Item], Answer]
Setup = Callable[[str], tuple[Maker, dict[str, Any]]]


@dataclass
class _Worker:
    process: Any  # a SpawnProcess; its class has no public name
    pipe: Connection
    place: int | None = None  # the item it works on
    ready: bool = False


class Pool:
    """Processes that make items. setup(settings) runs once in each, and returns its maker and what to record of it.

    record: what the setups said, once a first one has. Use as a context manager: leaving it ends every process.
    """

    def __init__(self, setup: Setup, settings: str, workers: int) -> None:
        self._setup, self._settings, self._count = setup, settings, workers
        self._workers: list[_Worker] = []
        self._deaths = 0
        self.record: dict[str, Any] = {}

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.process.kill()
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def begin(self) -> None:
        """Start a first process and wait until it is set up. Raises the Pa3dError that stands against it."""
        self._start()
        try:
            self._receive(self._workers[0])
        except (EOFError, OSError):
            self._bury(self._workers[0])

    def made(self, items: Sequence[Item]) -> Iterator[Answer]:
        """An answer for every item, in order. Raises the Pa3dError of a Stop, and when processes keep dying."""
        waiting = deque(range(len(items)))
        tries = [0] * len(items)
        done: dict[int, Answer] = {}
        turn = 0
        while turn < len(items):
            if turn in done:
                yield done.pop(turn)
                turn += 1
                continue
            while len(self._workers) < min(self._count, len(items) - turn):
                self._start()
            for worker in self._workers:
                if worker.ready and worker.place is None and waiting and waiting[0] - turn < _AHEAD * self._count:
                    worker.place = waiting.popleft()
                    tries[worker.place] += 1
                    self._send(worker, items[worker.place])
            for pipe in wait([worker.pipe for worker in self._workers]):
                worker = next(worker for worker in self._workers if worker.pipe is pipe)
                try:
                    answer = self._receive(worker)
                except (EOFError, OSError):
                    place = self._bury(worker)
                    if place is not None and tries[place] < _TRIES:
                        waiting.appendleft(place)
                    elif place is not None:
                        done[place] = _killed(items[place], worker.process.exitcode)
                    continue
                if answer is not None and worker.place is not None:
                    done[worker.place], worker.place, self._deaths = answer, None, 0

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would copy the threads' locks and not the threads
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._setup, self._settings), daemon=True)
        with _one_thread(), _undisturbed():
            process.start()
            self._workers.append(_Worker(process, ours))
        theirs.close()  # so that the end of the process is the end of the pipe

    def _send(self, worker: _Worker, item: Item) -> None:
        with suppress(OSError):  # it has died: its pipe says so when it is read
            worker.pipe.send(item)

    def _receive(self, worker: _Worker) -> Answer | None:
        """What a worker says: an answer, or that it is ready (None). Raises EOFError when it has died."""
        said = json.loads(worker.pipe.recv_bytes())
        if "stop" in said:
            kind = getattr(errors, said["kind"], Pa3dError)
            raise kind(**said["stop"])
        if "record" in said:
            self.record.update(said["record"])
            worker.ready = True
            return None
        sample = Sample(worker.pipe.recv_bytes(), worker.pipe.recv_bytes()) if said["sample"] else None
        failure = None if said["failure"] is None else Failure(**said["failure"])
        made = Made(said["id"], sample, failure, tuple(said["notes"]), said["teacher"], said["tokens"])
        return Answer(made, said["seconds"], said["trace"])

    def _bury(self, worker: _Worker) -> int | None:
        """Forget a worker that died; returns the place of what it was making."""
        worker.process.join()
        self._workers.remove(worker)
        self._deaths += 1
        if self._deaths >= _MOST_DEATHS or not worker.ready:
            raise Pa3dError(
                "The processes that make shapes keep ending.",
                f"The last one {_ending(worker.process.exitcode)}.",
                "Give --workers 1, more memory, or a smaller --view-size.",
            )
        return worker.place


def _killed(item: Item, code: int | None) -> Answer:
    what = f"{item.id}: the process that made it {_ending(code)}, twice."
    found = "Too little memory ends a process so, and so does a fault in a library."
    return Answer(Made(item.id, failure=Failure(item.id, item.source, what, found, "Look at this file.")))


def _ending(code: int | None) -> str:
    if code is None or code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


@contextmanager
def _one_thread() -> Iterator[None]:
    """What numeric libraries read when they are loaded: set while a child starts, which inherits it."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(_ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait: a child that is half started would say so in a traceback. It inherits the waiting."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, setup: Setup, settings: str) -> None:
    """A child's life: set up, then make one item after the other until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the parent ends us
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
    warnings.simplefilter("ignore")
    sys.stdout = sys.stderr  # stdout is the command's result
    try:
        try:
            make, record = setup(settings)
            pipe.send_bytes(json.dumps({"record": record}).encode())
            while True:
                item = pipe.recv()
                _tell(pipe, make(item))
        except Stop as stop:
            _tell_stop(pipe, stop.error)
        except Pa3dError as error:
            _tell_stop(pipe, error)
    except (EOFError, OSError):
        pass  # the parent is gone


def _tell(pipe: Connection, answer: Answer) -> None:
    made = answer.made
    said = {
        "id": made.id, "sample": made.sample is not None, "notes": made.notes, "teacher": made.teacher,
        "tokens": dict(made.tokens), "failure": None if made.failure is None else asdict(made.failure),
        "seconds": dict(answer.seconds), "trace": answer.trace,
    }  # fmt: skip
    pipe.send_bytes(json.dumps(said).encode())
    if made.sample is not None:
        pipe.send_bytes(made.sample.arrays)
        pipe.send_bytes(made.sample.words)


def _tell_stop(pipe: Connection, error: Pa3dError) -> None:
    pipe.send_bytes(json.dumps({"kind": type(error).__name__, "stop": error.as_dict()}).encode())


def failed(item: Item, error: Exception) -> Answer:
    """The answer for an item whose making raised."""
    if isinstance(error, Pa3dError):
        failure = Failure(item.id, item.source, error.what, error.found, error.do)
        return Answer(Made(item.id, failure=failure))
    found = f"{type(error).__name__}: {error}."
    do = "Please report it, with what -v prints."
    failure = Failure(item.id, item.source, f"{item.id} cannot be prepared.", found, do)
    return Answer(Made(item.id, failure=failure), trace=traceback.format_exc())
