"""Files of the Hugging Face hub: one by `hf:REPO[:FILE]`, or the folder of a repository."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from pa3d.errors import FileError, UsageError, first_line

Found = TypeVar("Found")

DEFAULT_FILES = {"patchalign3d/patchalign3d-encoder": "patchalign3d.pt"}


def hub_silence() -> str | None:
    """Why the hub cannot be asked, None when it answers; its own client would retry for half a minute."""
    import urllib.error
    import urllib.request

    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE:
        return "Downloads are switched off."
    try:
        urllib.request.urlopen(urllib.request.Request(constants.ENDPOINT, method="HEAD"), timeout=5).close()
    except urllib.error.HTTPError:
        pass  # any answer is an answer
    except OSError as error:
        return f"{constants.ENDPOINT} cannot be reached ({error})."
    return None


def fetch(address: str) -> Path:
    """The local path of `hf:REPO[:FILE]`, from the hub's cache or fetched now.

    FILE may be left out for the released repository, else it is `model.safetensors`. Raises UsageError for another
    form and FileError when the file cannot be had.
    """
    repository, _, name = address.removeprefix("hf:").partition(":")
    if repository.count("/") != 1:
        raise UsageError(
            f"--model {address} is not a place on the hub.", "The form is hf:OWNER/REPO[:FILE].", "Give that."
        )
    name = name or DEFAULT_FILES.get(repository, "model.safetensors")
    from huggingface_hub import hf_hub_download

    what, do = f"{name} of {repository} cannot be fetched.", "Go online once, or give a local path with --model."
    try:
        return Path(hf_hub_download(repository, name, local_files_only=True))
    except Exception as error:  # the hub client has no common root for network, missing and refused
        if silence := hub_silence():
            raise FileError(what, silence, do) from error
    try:
        return Path(hf_hub_download(repository, name))
    except Exception as error:
        raise FileError(what, first_line(error), do) from error


def fetch_folder(
    repository: str, wanted: Sequence[str], unwanted: Sequence[str], checked: Callable[[Path], Found],
    what: str, do: str, download: bool = True,
) -> Found:  # fmt: skip
    """What `checked` makes of the folder of OWNER/NAME: the one in the hub's cache, else fetched now.

    wanted, unwanted: patterns of file names. checked raises for a folder that is not complete; what it raises of one
    that was just fetched goes to the caller. what, do: the subject ("The model x") and the advice of the FileError that
    is raised, quickly also without a network, when the folder cannot be had.
    """
    from huggingface_hub import constants, snapshot_download

    def snapshot(local: bool) -> Path:
        return Path(
            snapshot_download(
                repository, allow_patterns=list(wanted), ignore_patterns=list(unwanted), local_files_only=local
            )
        )

    try:
        return checked(snapshot(local=True))
    except Exception as error:  # not in the cache, or only a part of it; the hub client's errors have no common root
        if silence := hub_silence() if download else "Downloads are switched off.":
            raise FileError(f"{what} is not on this machine.", silence, do) from error
    try:
        folder = snapshot(local=False)
    except Exception as error:
        raise FileError(f"{what} cannot be fetched from {constants.ENDPOINT}.", first_line(error), do) from error
    return checked(folder)
