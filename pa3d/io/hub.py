"""Files of the Hugging Face hub, by `hf:REPO[:FILE]`."""

from __future__ import annotations

from pathlib import Path

from pa3d.errors import FileError, UsageError

DEFAULT_FILES = {"patchalign3d/patchalign3d-encoder": "patchalign3d.pt"}


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

    try:
        return Path(hf_hub_download(repository, name))
    except Exception as error:  # the hub client has no common root for network, missing and refused
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FileError(
            f"{name} of {repository} cannot be fetched.",
            f"{reason}",
            "Go online once, or give a local path with --model.",
        ) from error
