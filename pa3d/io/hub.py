"""Files of the Hugging Face hub, by `hf:REPO[:FILE]`."""

from __future__ import annotations

from pathlib import Path

from pa3d.errors import FileError, UsageError

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
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FileError(what, reason, do) from error
