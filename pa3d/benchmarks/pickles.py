"""Arrays that were pickled, read without unpickling: PartNet-E's `label.npy`, object arrays of names.

The opcodes of a pickle are taken as data by a small interpreter that can make numbers, texts, lists, dicts and arrays
of plain types. It has no way to import or call anything: what a pickle asks for beyond that is refused by name.
"""

from __future__ import annotations

import io
import math
import pickletools
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from tokenize import TokenError
from typing import Any

import numpy as np

from pa3d.io.npz import BROKEN_ARCHIVE
from pa3d.io.source import PathLike, open_file, read_bytes, refuse
from pa3d.shapes.records import Array

LARGEST = 1 << 28  # bytes of a file or archive member; the largest honest ones have a few million
_DO = "Get the file again from its publisher. Nothing in it was run."
_PLAIN_TYPE = re.compile(r"[<>|=]?[biufUS]\d+|[<>|=]?[?]")
_CALLS = {
    ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"),
    ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"),
    ("numpy", "ndarray"), ("numpy", "dtype"), ("_codecs", "encode"),
}  # fmt: skip
_CONSTANTS: dict[str, Any] = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False}
_EMPTY: dict[str, Callable[[], Any]] = {"EMPTY_LIST": list, "EMPTY_DICT": dict, "EMPTY_TUPLE": tuple}
_VALUES = {
    "BININT", "BININT1", "BININT2", "LONG1", "LONG4", "BINFLOAT", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8",
    "SHORT_BINBYTES", "BINBYTES", "BINBYTES8",
}  # fmt: skip
_ENDS = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}
_ORDERS = ("<", ">", "|", "=")
_OBJECT_ARRAYS = 64  # each may copy the same long list
_LONGEST_AXIS = 1 << 40
_MARK = object()


class _Refused(Exception):
    """Why a pickle is not read."""


@dataclass(frozen=True)
class _Name:
    """A thing of a module, by name alone."""

    module: str
    name: str


@dataclass
class _Type:
    """A NumPy type being described: `i8`, then its byte order."""

    code: str

    def plain(self) -> np.dtype[Any] | None:
        """The type, None for Python objects."""
        if self.code.lstrip("|<>=") in ("O", "O8", "O4"):
            return None
        if not _PLAIN_TYPE.fullmatch(self.code):
            raise _Refused(f"it has an array of type {self.code!r}")
        return np.dtype(self.code)


@dataclass
class _Made:
    """An array being made: its parts arrive after it is asked for."""

    array: Array | None = None


@dataclass
class _Machine:
    """The stack and the memo of a pickle while its opcodes are taken one after the other."""

    stack: list[Any] = field(default_factory=list)
    memo: dict[int, Any] = field(default_factory=dict)
    object_arrays: int = 0

    def pop(self) -> Any:
        if not self.stack or self.stack[-1] is _MARK:
            raise _Refused("its stack runs empty")
        return self.stack.pop()

    def pop_to_mark(self) -> list[Any]:
        for at in range(len(self.stack) - 1, -1, -1):
            if self.stack[at] is _MARK:
                items = self.stack[at + 1 :]
                del self.stack[at:]
                return items
        raise _Refused("a group of values has no start")

    def step(self, name: str, argument: Any, place: int) -> None:
        """Take one opcode."""
        if name in ("PROTO", "FRAME"):
            return
        if name in _VALUES:
            self.stack.append(argument)
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name])
        elif name in _EMPTY:
            self.stack.append(_EMPTY[name]())
        elif name == "MARK":
            self.stack.append(_MARK)
        elif name == "TUPLE":
            self.stack.append(tuple(self.pop_to_mark()))
        elif name in _ENDS:
            self.stack.append(tuple(reversed([self.pop() for _ in range(_ENDS[name])])))
        elif name in ("MEMOIZE", "BINPUT", "LONG_BINPUT"):
            self.memo[len(self.memo) if name == "MEMOIZE" else argument] = self.stack[-1] if self.stack else None
        elif name in ("BINGET", "LONG_BINGET"):
            if argument not in self.memo:
                raise _Refused("it refers to a value that is not there")
            self.stack.append(self.memo[argument])
        elif name in ("APPEND", "APPENDS"):
            items = [self.pop()] if name == "APPEND" else self.pop_to_mark()
            self._top(list).extend(map(_finished, items))
        elif name in ("SETITEM", "SETITEMS"):
            items = [self.pop(), self.pop()][::-1] if name == "SETITEM" else self.pop_to_mark()
            self._fill(items)
        elif name in ("GLOBAL", "STACK_GLOBAL"):
            self._name(argument if name == "GLOBAL" else None)
        elif name == "REDUCE":
            arguments, called = self.pop(), self.pop()
            self.stack.append(_call(called, arguments))
        elif name == "BUILD":
            self._build(self.pop(), self.stack[-1] if self.stack else None)
        else:
            raise _Refused(f"it uses the opcode {name} at byte {place}")

    def _top(self, kind: type) -> Any:
        if not self.stack or type(self.stack[-1]) is not kind:
            raise _Refused(f"it fills something that is no {kind.__name__}")
        return self.stack[-1]

    def _fill(self, items: list[Any]) -> None:
        if len(items) % 2 or not all(isinstance(key, str | int) for key in items[::2]):
            raise _Refused("it has a dict whose keys are neither texts nor integers")
        self._top(dict).update(zip(items[::2], map(_finished, items[1::2]), strict=True))

    def _name(self, argument: str | None) -> None:
        if argument is None:
            name, module = self.pop(), self.pop()
        else:
            module, _, name = argument.partition(" ")
        if not (isinstance(module, str) and isinstance(name, str) and (module, name) in _CALLS):
            asked = f"{module}.{name}" if isinstance(module, str) and isinstance(name, str) else "something nameless"
            raise _Refused(f"it asks for {asked.encode('unicode_escape').decode()[:80]}")
        self.stack.append(_Name(module, name))

    def _build(self, state: Any, made: Any) -> None:
        """Take the state of a type (version, byte order, ...) or array (version, shape, type, is Fortran, values)."""
        known = isinstance(state, tuple)
        if known and isinstance(made, _Type) and len(state) >= 2 and state[1] in _ORDERS:
            made.code = state[1] + made.code.lstrip("|<>=")
        elif known and isinstance(made, _Made) and len(state) == 5 and isinstance(state[2], _Type):
            if state[2].plain() is None:
                self.object_arrays += 1
                if self.object_arrays > _OBJECT_ARRAYS:
                    raise _Refused(f"it has more than {_OBJECT_ARRAYS} arrays of objects")
            made.array = _array(state[1], state[2], state[4], bool(state[3]))
        else:
            raise _Refused("it sets the state of something that is no array")


def _call(called: Any, arguments: Any) -> Any:
    """What one of the known calls would have made; nothing is called."""
    name = called.name if isinstance(called, _Name) else type(called).__name__
    if not isinstance(arguments, tuple):
        raise _Refused(f"it calls {name} without arguments")
    if name == "_reconstruct":
        return _Made()
    if name == "dtype" and arguments and isinstance(arguments[0], str):
        return _Type(arguments[0])
    if name == "scalar" and len(arguments) == 2 and isinstance(arguments[0], _Type):
        return _array((), arguments[0], arguments[1]).item()
    if name == "encode" and len(arguments) == 2 and arguments[1] == "latin1" and isinstance(arguments[0], str):
        try:
            return arguments[0].encode("latin-1")  # how old protocols write bytes
        except UnicodeError:
            raise _Refused("it has bytes that are none") from None
    raise _Refused(f"it calls {name} with arguments that make no array")


def _array(shape: Any, kind: _Type, values: Any, fortran: bool = False) -> Array:
    """An array of plain numbers or texts over bytes, or of whatever a list holds."""
    if not (
        isinstance(shape, tuple) and len(shape) <= 8 and all(type(n) is int and 0 <= n < _LONGEST_AXIS for n in shape)
    ):
        raise _Refused("it has an array whose shape is none")
    total, dtype = math.prod(shape), kind.plain()
    if dtype is None:
        if type(values) is not list or len(values) != total:
            raise _Refused(f"it has an array of {total} objects without as many values")
        flat = np.empty(total, dtype=object)
        for at, value in enumerate(values):
            flat[at] = _finished(value)
        return flat.reshape(shape, order="F" if fortran else "C")
    if type(values) is not bytes or len(values) != total * dtype.itemsize:
        held = len(values) if isinstance(values, bytes) else "no"
        raise _Refused(f"it has an array {shape} of {dtype} and {held} bytes for it")
    if not values:
        return np.empty(shape if total == 0 else (0,), dtype)
    return np.frombuffer(values, dtype).reshape(shape, order="F" if fortran else "C")


def _finished(value: Any) -> Any:
    if isinstance(value, _Made):
        if value.array is None:
            raise _Refused("it has an array without values")
        return value.array
    if isinstance(value, _Name | _Type):
        raise _Refused("it has something that is neither number, text nor array")
    return value


def parse_pickle(data: bytes) -> Any:
    """The value in the bytes of a pickle. Raises ValueError for a broken one, and for one that wants more than data."""
    machine = _Machine()
    try:
        for opcode, argument, place in pickletools.genops(io.BytesIO(data)):
            if opcode.name == "STOP":
                return _finished(machine.pop())
            machine.step(opcode.name, argument, place or 0)
    except (_Refused, ValueError, OverflowError, MemoryError, RecursionError, TypeError) as error:
        raise ValueError(str(error) or type(error).__name__) from None
    raise ValueError("it has no end")


def parse_npy(path: PathLike, data: bytes, what: str) -> Array:
    """The array in the bytes of an NPY file; one of Python objects holds texts, numbers, lists, dicts and arrays.

    what: its name for the error. Raises FileError when the header claims more than there is, and for a pickle that is
    broken or wants more than data.
    """
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        if version not in ((1, 0), (2, 0)):
            raise ValueError(f"NPY version {version} is not known")
        read_header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a header of Python 2
            shape, fortran, dtype = read_header(stream)
    except (ValueError, TypeError, SyntaxError, EOFError, TokenError) as error:  # TokenError: such a header, broken
        reason = str(error).splitlines()[0]
        raise refuse(path, "NumPy data", f"The header of {what} is broken: {reason}.", _DO) from None
    start = stream.tell()
    if dtype.hasobject:
        try:
            array = parse_pickle(data[start:])
        except ValueError as error:
            raise refuse(path, "NumPy data", f"The pickled objects of {what} are refused: {error}.", _DO) from None
        if not isinstance(array, np.ndarray) or array.shape != shape:
            raise refuse(path, "NumPy data", f"The pickled objects of {what} are not the array it announces.", _DO)
        return array
    claimed, held = math.prod(shape) * dtype.itemsize, len(data) - start
    if claimed > held or min(shape, default=0) < 0:
        raise refuse(path, "NumPy data", f"{what} claims {shape} {dtype}, {claimed} bytes; it has {held}.", _DO)
    if claimed == 0:
        return np.empty(shape if math.prod(shape) == 0 else (0,), dtype)
    return np.frombuffer(data, dtype, math.prod(shape), start).reshape(shape, order="F" if fortran else "C")


def read_npy(path: PathLike) -> Array:
    """The array of an NPY file, pickled objects read as data. Raises FileError."""
    with open_file(path) as stream:
        size = stream.seek(0, io.SEEK_END)
    if size > LARGEST:
        raise refuse(path, "NumPy data", f"It has {size} bytes; at most {LARGEST} are read.", _DO)
    return parse_npy(path, read_bytes(path, "NumPy data", (b"\x93NUMPY",)), "the array")


def read_npz(path: PathLike, keys: tuple[str, ...]) -> dict[str, Array]:
    """Those of the named arrays that an NPZ archive has, pickled objects read as data. Raises FileError."""
    arrays: dict[str, Array] = {}
    with open_file(path) as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                for member in archive.infolist():
                    key = member.filename.removesuffix(".npy")
                    if key not in keys:
                        continue
                    if member.file_size > LARGEST:
                        found = f"{key} claims {member.file_size} bytes; at most {LARGEST} are read."
                        raise refuse(path, "NumPy data", found, _DO)
                    arrays[key] = parse_npy(path, archive.read(member), key)
        except BROKEN_ARCHIVE as error:
            raise refuse(path, "NumPy data", f"The archive is broken: {error}.", _DO) from error
    return arrays
