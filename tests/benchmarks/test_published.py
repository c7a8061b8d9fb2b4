"""Published numbers: typed, sourced, of benchmarks and metrics that exist."""

from __future__ import annotations

from pa3d.benchmarks.layouts import LAYOUTS
from pa3d.benchmarks.published import published_for, published_numbers
from pa3d.benchmarks.summary import figures

from .scores import score


def test_every_number_has_a_place_and_a_source() -> None:
    metrics = set(figures([score("1", "chair", [(1, 2, 2)], 0.5)], "skip", "shape").summary)
    for one in published_numbers():
        assert one.system and one.source and one.protocol
        if one.benchmark == "speed":
            assert one.metric == "seconds per shape" and one.value > 0
        else:
            assert one.benchmark in LAYOUTS and one.metric in metrics and 0 < one.value <= 100
    assert len(set(published_numbers())) == len(published_numbers())


def test_numbers_of_the_paper() -> None:
    told = {(one.system, one.metric): one.value for one in published_for("shapenetpart") if one.category is None}
    assert told["PatchAlign3D", "mIoU"] == 56.9 and told["PatchAlign3D", "cIoU"] == 53.1
    assert told["Find3D", "cIoU"] == 28.5 and told["COPS", "mIoU"] == 25.6
    assert {one.value for one in published_for("faust") if "PatchAlign3D" in one.system} == {67.8, 66.5}
    fine = {one.system: one.value for one in published_for("compat-fine")}
    assert fine == {"PatchAlign3D": 10.3, "Find3D": 10.4, "CoSMo3D": 26.1, "PartLLM": 80.0}


def test_numbers_by_category_are_means_of_its_shapes() -> None:
    chair = [one for one in published_for("shapenetpart") if one.category == "Chair"]
    assert {(one.system, one.metric, one.value) for one in chair} == {
        ("Find3D", "mIoU", 25.8), ("PointCLIPv2, searched prompts", "mIoU", 51.5)
    }  # fmt: skip
    partnet = [one for one in published_for("partnet") if one.category and one.system == "Find3D"]
    assert len(partnet) == 45 and abs(sum(one.value for one in partnet) / 45 - 17.1) < 0.1
