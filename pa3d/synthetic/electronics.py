"""The table of electronics: remote, camera; and the computers."""

from __future__ import annotations

from pa3d.synthetic.cameras import camera
from pa3d.synthetic.computers import COMPUTERS
from pa3d.synthetic.kind import Kind
from pa3d.synthetic.remotes import remote

KINDS: tuple[Kind, ...] = (
    Kind("remote", remote, {
        "button": ("key", "remote button", "buttons", "keypad"),
        "body": ("remote body", "case", "shell", "housing"),
    }, ("remote control", "tv remote", "controller")),
    Kind("camera", camera, {
        "lens": ("camera lens", "objective", "lens barrel", "optic"),
        "button": ("shutter button", "camera button", "knob", "dial"),
        "body": ("camera body", "case", "housing", "main body"),
        "strap": ("camera strap", "neck strap", "belt"),
    }, ("photo camera", "digital camera", "camcorder", "slr")),
    *COMPUTERS,
)  # fmt: skip
