"""The benchmarks as a table: what each is called, how it is read, where its data is looked for and comes from."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pa3d.benchmarks import compat, faust, folder, objaverse, partnet, scanobjectnn, shapenetpart
from pa3d.benchmarks.case import CaseFile, Layout
from pa3d.benchmarks.download import Confirm, HubData, fetch_data
from pa3d.errors import FileError, UsageError
from pa3d.progress import Progress
from pa3d.text.cache import cache_folder

HUB: dict[str, HubData] = {
    "partnet": HubData(
        "minghua/PartSLIP",
        ("PartNetE_meta.json", "data/test.zip"),
        "It is made of PartNet and PartNet-Mobility: their terms hold for its shapes.",
    ),
    "objaverse": HubData(
        "ziqima/Objaverse-General-Find3D",
        None,
        "Its shapes are Objaverse's: each keeps the Creative Commons licence of its author.",
    ),
}
_HUB_PAGE = "https://huggingface.co/datasets/"
_OBJAVERSE = (
    f"Get {_HUB_PAGE}ziqima/Objaverse-General-Find3D (132 shapes; --download fetches it; licences: those of its "
    "Objaverse authors)"
)
_COMPAT = (
    "Get test_3dcompat200.tar.gz of https://huggingface.co/PrinterLi/CoSMo3D and unpack it (size and licence: see its "
    "page; the shapes are 3DCoMPaT's, under its terms of use)"
)


def _generated(_: Path) -> Sequence[CaseFile]:
    from pa3d.benchmarks import synthetic  # the builders of every kind: not for those who bring data

    return synthetic.cases()


LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout(
            "shapenetpart",
            "ShapeNetPart",
            shapenetpart.cases,
            "Get https://shapenet.cs.stanford.edu/media/shapenetcore_partanno_segmentation_benchmark_v0_normal.zip "
            "(2874 test shapes; 0.7 GB; ShapeNet's terms: research only) and unpack it",
        ),
        Layout(
            "partnet",
            "PartNet-E",
            partnet.cases,
            f"Get data/test.zip (9.4 GB) and PartNetE_meta.json of {_HUB_PAGE}minghua/PartSLIP and unpack the archive "
            "(1906 shapes; --download does it; licence: see the page; the shapes are PartNet's, under its "
            "terms)",
            HUB["partnet"].repository,
        ),
        Layout(
            "faust",
            "FAUST coarse",
            faust.cases,
            "Get scans/ and coarse_gt.json as https://github.com/Samir55/SATR describes (100 scans; size: see there; "
            "FAUST's licence: research only, after registration at faust.is.tue.mpg.de)",
        ),
        Layout(
            "scanobjectnn",
            "ScanObjectNN parts",
            scanobjectnn.cases,
            "Get object_dataset_complete_with_parts.zip from https://hkust-vgd.github.io/scanobjectnn/ (size: see "
            "there; its terms of use are accepted there) and unpack it with split_new.txt",
        ),
        Layout(
            "objaverse", "Objaverse-General, seen categories", objaverse.cases, _OBJAVERSE, HUB["objaverse"].repository
        ),
        Layout(
            "objaverse-unseen", "Objaverse-General, unseen categories", partial(objaverse.cases, split="unseen"),
            _OBJAVERSE, HUB["objaverse"].repository,
        ),
        Layout(
            "objaverse-shapenetpart", "Objaverse-General, ShapeNetPart's categories",
            partial(objaverse.cases, split="shapenetpart"), _OBJAVERSE, HUB["objaverse"].repository,
        ),
        Layout("compat", "3DCoMPaT200, coarse parts", compat.cases, _COMPAT),
        Layout("compat-fine", "3DCoMPaT200, fine parts", partial(compat.cases, level="fine"), _COMPAT),
        Layout("folder", "Labelled shapes", folder.cases, "Name a folder of labelled NPZ or PLY files"),
        Layout("synthetic", "Generated shapes, held out", _generated, "Nothing is needed"),
    )
}  # fmt: skip


def layout_of(name: str) -> Layout:
    """The layout of a benchmark. Raises UsageError for an unknown one."""
    if name not in LAYOUTS:
        raise UsageError(f"{name} is not a benchmark.", f"Benchmarks: {', '.join(LAYOUTS)}.", "Give one of them.")
    return LAYOUTS[name]


def home_of(name: str) -> str:
    """The name of the folder of a benchmark's data: the splits and levels of one data set share it."""
    return name.partition("-")[0]


def default_place(name: str) -> Path:
    """Where the data of a benchmark lies unless --data says otherwise: $PA3D_DATA/<name>, else the user's cache."""
    asked = os.environ.get("PA3D_DATA")
    return (Path(asked).expanduser() if asked else cache_folder() / "data") / home_of(name)


def locate(name: str, data: Path | None = None) -> Path:
    """The folder of a benchmark's data: `data` (or the folder of the benchmark's name in it), else default_place.

    A benchmark that needs no data is anywhere. Raises FileError when there is no such folder: what to get, from where,
    how big, under which licence, where to put it.
    """
    layout = layout_of(name)
    if name == "synthetic":
        return Path()
    if data is not None and (data / home_of(name)).is_dir():
        return data / home_of(name)
    place = data if data is not None else default_place(name)
    if name == "folder":
        if data is None:
            raise UsageError("No folder was named.", f"{layout.absent}.", "As in pa3d bench folder SHAPES.")
        if not data.exists():
            raise FileError(f"{data} does not exist.", "There is no such folder.", "Check the spelling of the path.")
        return data
    if not place.is_dir() or not any(place.iterdir()):
        found = f"{place} is {'empty' if place.is_dir() else 'a file' if place.exists() else 'not there'}."
        where = f"put it into {place}" if data is None else f"put it there or into {default_place(name)}"
        do = f"{layout.absent}; {where}, or name its folder with --data."
        raise FileError(f"The data of {layout.title} is missing.", found, do)
    return place


def download(name: str, progress: Progress, confirm: Confirm | None = None, data: Path | None = None) -> Path:
    """Fetch what the hub hosts of a benchmark into `data` or default_place, and return that folder.

    Nothing is fetched when its shapes are there already. Raises FileError as fetch_data does, and UsageError for a
    benchmark the hub does not host.
    """
    layout = layout_of(name)
    source = HUB.get(home_of(name))
    if source is None:
        hosted = ", ".join(HUB)
        raise UsageError(
            f"--download cannot fetch {layout.title}.", f"It fetches {hosted}.", f"{layout.absent}; then use --data."
        )
    place = data if data is not None else default_place(name)
    if _complete(layout, place):
        progress.note(f"{layout.title} is in {place} already.")
        return place
    fetch_data(source, place, progress, confirm)
    layout.cases(place)  # raises when what came is not the layout
    return place


def _complete(layout: Layout, place: Path) -> bool:
    try:
        return place.is_dir() and len(layout.cases(place)) > 0
    except FileError:
        return False
