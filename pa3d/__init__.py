"""Name the parts of a 3D shape: `pa3d.load().segment(points, ["leg", "seat", "back"])`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pa3d.version import VERSION as __version__

if TYPE_CHECKING:
    from pa3d.loading import load
    from pa3d.model import Encoded, Model
    from pa3d.patch_labels import PatchLabels
    from pa3d.shapes.records import PointLabels

__all__ = ["Encoded", "Model", "PatchLabels", "PointLabels", "__version__", "load"]

_HOME = {
    "Encoded": "pa3d.model",
    "Model": "pa3d.model",
    "load": "pa3d.loading",
    "PatchLabels": "pa3d.patch_labels",
    "PointLabels": "pa3d.shapes.records",
}


def __getattr__(name: str) -> Any:
    # Lazy, so that `import pa3d` costs milliseconds and not the import of torch.
    if name not in _HOME:
        raise AttributeError(f"module 'pa3d' has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_HOME[name]), name)
