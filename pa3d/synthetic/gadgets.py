"""Things worn and held: earphone, phone, telephone, eyeglasses, shoe."""

from __future__ import annotations

import numpy as np

from pa3d.shapes.records import Array
from pa3d.synthetic.forms import both, chance, log_uniform, lying, pick, plate, rounded_outline
from pa3d.synthetic.kind import Assembly, Kind
from pa3d.synthetic.pieces import Piece, bar, box, cylinder, ellipsoid, extrude, join, lathe, loft, mirror, move
from pa3d.synthetic.pieces import spline, stretch, torus, tube, turn

Rng = np.random.Generator


def earphone(rng: Rng) -> Assembly:
    """Headphones over or on the ear, behind the neck, gaming headsets, buds with a wire."""
    return pick(rng, (_headphones, _buds, _clips), (7, 1.5, 1))(rng)


def _cup(rng: Rng, radius: float, deep: float) -> Piece:
    """One ear cup with its pad, the pad towards -x."""
    inner = rng.uniform(0.45, 0.8)
    hollow = chance(rng, 0.6)
    line = [(0, deep), (radius * rng.uniform(0.5, 0.9), deep * rng.uniform(0.85, 1.05)), (radius, deep * 0.5), (radius * 0.95, deep * 0.25),
            (radius * 1.05, 0.15 * deep), (radius * 1.05, -deep * 0.35), (radius * inner, -deep * 0.4)]  # fmt: skip
    line += [(radius * inner, 0), (0, 0)] if hollow else [(0, -deep * 0.35)]
    return turn(lathe(line, 18), "z", -90)


def _headphones(rng: Rng) -> Assembly:
    """Two cups on an arc over the head, or behind the neck."""
    made = Assembly()
    half, rise = rng.uniform(0.65, 0.95), rng.uniform(0.8, 1.5)
    radius = log_uniform(rng, 0.16, 0.55)
    deep = radius * rng.uniform(0.35, 0.95)
    tall = rng.uniform(0.95, 1.35)
    cup = stretch(_cup(rng, radius, deep), (1, tall, 1))
    tilt = rng.uniform(-8, 12)
    cups = both(move(turn(cup, "z", tilt), (half, 0, 0)))
    arch = rng.uniform(0.55, 1.05)
    attach = rng.uniform(-0.1, 1.0) * radius * tall
    angle = np.linspace(0, np.pi, 19)
    out = half + deep * rng.uniform(0.1, 0.9)
    path = np.stack([out * np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** arch, attach + rise * np.sin(angle) ** arch, np.zeros(19)], 1)
    style = pick(rng, ("band", "wire", "double", "padded"), (5, 2, 1, 3))
    width = rng.uniform(0.07, 0.22)
    if style == "wire":
        band = [tube(path, rng.uniform(0.02, 0.045), 8)]
    elif style == "double":
        rod = tube(path, rng.uniform(0.018, 0.035), 6)
        gap = rng.uniform(0.06, 0.12)
        band = [move(rod, (0, 0, gap)), move(rod, (0, 0, -gap))]
        inner = path[4:15] * (0.96, 0.93, 1)
        band.append(tube(inner, 0.14, 4, flatten=0.15, side=(0, 0, 1)))
    else:
        widths = width * (1 - rng.uniform(0, 0.6) * np.abs(np.cos(angle)) ** 2)
        band = [tube(path, widths, 8, flatten=rng.uniform(0.12, 0.4), square=0.5, side=(0, 0, 1))]
        if style == "padded":
            band.append(tube(path[5:14] * (0.95, 0.95, 1), width * 0.95, 8, flatten=0.4, side=(0, 0, 1)))
    if chance(rng, 0.35):  # yokes
        fork = turn(torus(radius * 1.12, radius * 0.1, 12, 6, 180), "x", -90)
        band.append(both(move(turn(stretch(fork, (1, tall, 1)), "y", 90), (half + deep * 0.3, 0, 0))))
    elif attach > radius * tall * 0.8:
        band.append(both(bar((out, attach + 0.02, 0), (half + deep * 0.2, attach * 0.6, 0), 0.04)))
    behind = chance(rng, 0.08)
    made.add("headband", *(turn(piece, "x", -rng.uniform(80, 110)) if behind else piece for piece in band))
    made.add("earcup", cups)
    if chance(rng, 0.2):  # microphone
        boom = spline([(half + deep * 0.3, -radius * 0.3, radius * 0.5), (half * 0.95, -radius * 1.1, half * 0.7), (half * 0.5, -radius * 1.5, half * 1.1)], 9)
        made.add("earcup", tube(boom, 0.025, 6), move(ellipsoid((0.08, 0.06, 0.06), 8, 6), boom[-1]))
    if chance(rng, 0.45):
        low = np.array([half + deep * 0.3, -radius * tall * 0.95, 0])
        made.add("data wire", _wire(rng, low))
        if chance(rng, 0.35):
            made.add("data wire", mirror(_wire(rng, low)))
    return made


def _wire(rng: Rng, start: Array) -> Piece:
    """A cable from a start, hanging down and swaying, with a plug at its end."""
    long = rng.uniform(0.6, 2.6)
    points = [start]
    for step in range(1, 6):
        sway = rng.uniform(-0.2, 0.2, 2) * long * 0.7
        points.append(start + (sway[0] - start[0] * step / 7, -long * step / 5, sway[1]))
    if chance(rng, 0.3):  # curled up beside
        angle = np.linspace(0, rng.uniform(4, 14), 20)
        size = rng.uniform(0.2, 0.5)
        ring = np.stack([size * np.cos(angle), -0.2 - 0.01 * angle, size * np.sin(angle)], 1) + start
        points = [start, *ring]
    radius = rng.uniform(0.012, 0.035)
    path = spline(points, 24)
    ahead = path[-1] - path[-2]
    ahead = ahead / (np.linalg.norm(ahead) + 1e-9)
    return join(tube(path, radius, 6), bar(path[-1], path[-1] + ahead * 0.14, radius * 2))


def _buds(rng: Rng) -> Assembly:
    """In-ear buds whose two wires meet, or short stems without wire."""
    made = Assembly()
    apart, size = rng.uniform(0.25, 0.6), rng.uniform(0.09, 0.16)
    tip = lathe([(0, -size * 0.9), (size * 0.6, -size * 0.9), (size * 0.75, -size * 0.2), (size, 0), (size, size * 0.6), (size * 0.4, size), (0, size)], 14)
    bud = turn(tip, "z", -90 + rng.uniform(-30, 30))
    stem = bar((0.02, 0, 0), (0.04, -size * rng.uniform(1.5, 4.0), 0), size * rng.uniform(0.2, 0.4))
    made.add("earcup", both(move(join(bud, stem), (apart, 0, 0))))
    foot = np.array([apart + 0.04, -size * 2.0, 0])
    low = -rng.uniform(0.9, 1.6)
    meet = np.array([0, low, rng.uniform(-0.2, 0.2)])
    radius = rng.uniform(0.015, 0.03)
    branch = spline([foot, foot + (0.03, low * 0.35, 0.1), meet], 12)
    made.add("data wire", tube(branch, radius, 6), tube(branch * (-1, 1, 1), radius, 6))
    tail = spline([meet, meet + (rng.uniform(-0.3, 0.3), -0.5, 0), meet + (rng.uniform(-0.3, 0.3), -rng.uniform(0.8, 1.4), 0.1)], 10)
    made.add("data wire", tube(tail, radius * 1.2, 6), bar(tail[-1], tail[-1] - (0, 0.15, 0), radius * 2.2))
    return made


def _clips(rng: Rng) -> Assembly:
    """Sports clips: a hook over each ear, a band behind the neck or a wire."""
    made = Assembly()
    half, size = rng.uniform(0.45, 0.65), rng.uniform(0.12, 0.2)
    pod = turn(stretch(_cup(rng, size, size), (1, 1, 1)), "y", 0)
    made.add("earcup", both(move(pod, (half, 0, 0))))
    hook = spline([(half + 0.1, 0, size), (half + 0.1, size * 1.6, size * 0.7), (half + 0.1, size * 2.0, -size), (half + 0.1, 0, -size * 2)], 12)
    made.add("headband", both(tube(hook, rng.uniform(0.02, 0.04), 6)))
    angle = np.linspace(0, np.pi, 17)
    rear = np.stack([(half + 0.1) * np.cos(angle), -0.1 * np.sin(angle), -size * 2 - 0.6 * np.sin(angle)], 1)
    made.add("headband" if chance(rng, 0.6) else "data wire", tube(rear, rng.uniform(0.02, 0.05), 6))
    return made


def phone(rng: Rng) -> Assembly:
    """Smart phone, phone with keys, flip phone, slider."""
    made = Assembly()
    tall, thick = rng.uniform(1.6, 2.2), rng.uniform(0.06, 0.22)
    corner = rng.uniform(0.02, 0.3)
    style = pick(rng, ("smart", "keys", "flip", "slide"), (3, 3, 3, 1))
    face = thick / 2
    size = rng.uniform(0.06, 0.1)
    if style == "smart":
        made.add("body", plate(1, tall, thick, corner))
        made.add("screen", move(plate(0.92, tall * rng.uniform(0.72, 0.96), 0.01, corner * 0.8), (0, 0, face)))
        if chance(rng, 0.5):
            made.add("button", move(turn(cylinder(size, 0.02, sections=12), "x", 90), (0, -tall * 0.45, face)))
        for y in rng.uniform(0.0, 0.35, int(rng.integers(1, 4))):
            side = float(rng.choice([-1, 1]))
            made.add("button", box((0.04, rng.uniform(0.08, 0.25), thick * 0.4), (side * 0.5, y * tall, 0)))
        if chance(rng, 0.4):
            made.add("camera", move(turn(cylinder(0.08, 0.03, sections=10), "x", -90), (0.3, tall * 0.38, -face)))
        return _laid(rng, made)
    rows, low, high = int(rng.integers(4, 6)), -tall * 0.46, rng.uniform(-0.1, 0.1) * tall
    keys = [box((0.24, (high - low) / rows * 0.7, 0.03), (x, y, face)) for x in (-0.3, 0, 0.3)
            for y in np.linspace(low + 0.08, high - 0.06, rows)]  # fmt: skip
    if style == "keys":
        made.add("body", plate(1, tall, thick, corner))
        made.add("screen", move(plate(0.85, tall * 0.42, 0.015, 0.03), (0, tall * 0.25, face)))
        made.add("button", join(*keys))
        if chance(rng, 0.35):
            made.add("antenna", bar((0.35, tall * 0.48, 0), (0.35, tall * rng.uniform(0.6, 0.85), 0), 0.06))
        return _laid(rng, made)
    span = tall / 2
    lower = move(plate(1, span, thick, corner), (0, -span / 2, 0))
    keys = [move(stretch(key, (1, 0.95, 1)), (0, 0, 0)) for key in keys]
    made.add("body", lower)
    made.add("button", *(Piece(key.vertices * (1, span * 0.9 / (high - low), 1) + (0, -span * 0.5 - (high + low) / 2 * span * 0.9 / (high - low), 0), key.faces) for key in keys))
    lid_thick = thick * rng.uniform(0.5, 1)
    lid = move(plate(1, span, lid_thick, corner), (0, span / 2, 0))
    glass = move(plate(0.8, span * 0.75, 0.015, 0.02), (0, span / 2, lid_thick / 2))
    if style == "flip":
        angle = rng.uniform(0, 100)
        lid, glass = (turn(piece, "x", angle, (0, 0, face)) for piece in (lid, glass))
        made.add("body", bar((-0.42, 0, 0), (0.42, 0, 0), thick * 0.6))
    else:
        lid, glass = (move(piece, (0, -0.1, thick)) for piece in (lid, glass))
    made.add("lid", lid)
    made.add("screen", glass)
    return _laid(rng, made)


def _laid(rng: Rng, made: Assembly) -> Assembly:
    if chance(rng, 0.4):
        return Assembly([(part, lying(piece)) for part, piece in made.pieces])
    return made


def telephone(rng: Rng) -> Assembly:
    """A desk telephone: base, handset across or beside, keys or a dial, a curly cord."""
    made = Assembly()
    wide, deep, low, high = rng.uniform(0.9, 1.3), rng.uniform(0.8, 1.2), rng.uniform(0.1, 0.25), rng.uniform(0.25, 0.6)
    wedge = turn(extrude([(-deep / 2, 0), (deep / 2, 0), (deep / 2, low), (-deep * 0.1, high), (-deep / 2, high)], wide), "y", -90)
    made.add("body", wedge)
    across = chance(rng, 0.6)
    length = wide * rng.uniform(1.0, 1.2) if across else deep * 1.0
    handle = tube(spline([(-length / 2, 0, 0), (-length * 0.3, 0.1, 0), (length * 0.3, 0.1, 0), (length / 2, 0, 0)], 10), rng.uniform(0.07, 0.1), 8, square=0.7)
    ends = both(move(cylinder(0.17, 0.16, top=0.13, sections=12), (length * 0.42, -0.1, 0)))
    handset = join(handle, ends)
    place = (0.0, high + 0.1, -deep * 0.3) if across else (-wide * 0.33, (low + high) / 2 + 0.15, 0.0)
    made.add("handset", move(handset if across else turn(handset, "y", 90), place))
    slope = np.rad2deg(np.arctan2(high - low, deep * 0.6))
    middle = (0.0 if across else wide * 0.15, (low + high) / 2, deep * 0.2)
    if chance(rng, 0.3):
        dial = join(cylinder(0.3, 0.05, sections=18), cylinder(0.12, 0.08, sections=12))
        made.add("button", move(turn(dial, "x", slope), middle))
    else:
        keys = [box((0.12, 0.05, 0.09), (x * 0.17, 0.02, z * 0.14)) for x in (-1, 0, 1) for z in (-1.5, -0.5, 0.5, 1.5)]
        made.add("button", move(turn(join(*keys), "x", slope), middle))
    if chance(rng, 0.5):
        turns = np.linspace(0, 1, 40)
        angle = turns * 2 * np.pi * 8
        cord = np.stack([-wide * 0.55 - 0.12 * np.sin(np.pi * turns) + 0.04 * np.cos(angle), 0.1 + 0.04 * np.sin(angle),
                         -deep * 0.3 + deep * 0.6 * turns], 1)  # fmt: skip
        made.add("cord", tube(cord, 0.018, 4))
    return made


def eyeglasses(rng: Rng) -> Assembly:
    """Frame with lenses and two legs: round, square, aviator, rimless, sports; open or folded."""
    made = Assembly()
    wide, tall = rng.uniform(0.42, 0.55), rng.uniform(0.25, 0.5)
    bridge = rng.uniform(0.08, 0.2)
    square = float(rng.uniform(0.35, 1.0))
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    x = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** square * wide / 2
    y = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** square * tall / 2
    x = x * (1 + rng.uniform(-0.1, 0.15) * np.sin(angle))
    y = y + rng.uniform(0.0, 0.12) * np.cos(angle) * tall
    middle = (bridge + wide) / 2
    wrap = rng.uniform(0.0, 0.25)
    rim = np.stack([x + middle, y, -wrap * (x + middle) ** 2], 1)
    thick = log_uniform(rng, 0.008, 0.04)
    style = pick(rng, ("full", "lens", "rimless", "shield"), (5, 3, 1, 0.7))
    if style in ("full", "lens"):
        made.add("body", both(tube(rim, thick, 6, closed=True)))
    if style != "full" or chance(rng, 0.3):
        lens = loft(np.stack([rim * 0.02 + rim.mean(0) * 0.98, rim]), caps=False)
        made.add("body", both(lens))
    if style == "shield":
        made.add("body", box((bridge * 2, tall * 0.7, 0.02), (0, 0, 0)))
    top = tall * rng.uniform(0.05, 0.35)
    nose = spline([(-bridge * 0.7, top, 0), (0, top + tall * 0.1, 0.02), (bridge * 0.7, top, 0)], 7)
    made.add("body", tube(nose, thick * rng.uniform(0.9, 1.6), 6))
    if chance(rng, 0.4):
        made.add("body", both(move(ellipsoid((0.015, 0.05, 0.03), 8, 5), (bridge * 0.4, -tall * 0.15, -0.05))))
    end = float(rim[:, 0].max())
    hinge = np.array([end + thick, tall * rng.uniform(0.1, 0.4), -wrap * end**2])
    long, drop = rng.uniform(0.95, 1.25), rng.uniform(0.0, 0.3)
    leg_path = spline([(0, 0, 0.0), (0.01, 0, -long * 0.4), (0, -0.01, -long * 0.75), (-0.03, -drop, -long)], 12)
    flat = rng.uniform(1.0, 3.5)
    leg = tube(leg_path, thick * rng.uniform(0.8, 1.2), 6, flatten=flat, side=(1, 0, 0))
    leg = turn(leg, "y", rng.uniform(-8, 6))
    if chance(rng, 0.15):  # folded behind the lenses
        folded = turn(leg, "y", 88)
        made.add("leg", move(folded, hinge), move(move(mirror(folded), hinge * (-1, 1, 1)), (0, 0, -thick * 4)))
        return made
    made.add("leg", both(move(leg, hinge)))
    return made


def shoe(rng: Rng) -> Assembly:
    """Sneaker, boot, loafer, pump with a heel, sandal: upper, sole, heel, laces. The toe points to +z."""
    made = Assembly()
    style = pick(rng, ("sneaker", "boot", "loafer", "pump", "sandal"), (4, 3, 2, 3, 1.5))
    wide, long = rng.uniform(0.32, 0.42), 1.0
    lift = rng.uniform(0.1, 0.5) if style == "pump" else rng.uniform(0.0, 0.06) * (style != "sneaker")
    thick = rng.uniform(0.02, 0.05) if style == "pump" else rng.uniform(0.04, 0.14)
    z = np.linspace(-0.5, 0.5, 11) * long
    width = wide / 2 * np.interp(z, [-0.5, -0.42, -0.1, 0.2, 0.4, 0.5], [0.3, 0.68, 0.66, 1.0, 0.75, 0.2])
    under = lift * np.clip(np.interp(z, [-0.5, -0.25, 0.15, 0.5], [1, 0.9, 0, 0]), 0, 1) + 0.03 * np.clip(z - 0.3, 0, 1)
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)

    def rings(low: Array, high: Array, scale: float = 1.0) -> Array:
        across = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.6
        rise = (np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** 0.6 + 1) / 2
        x_ = width[:, None] * scale * across
        y_ = low[:, None] + (high - low)[:, None] * rise
        return np.stack([x_, y_, np.repeat(z[:, None], 12, 1)], -1)

    made.add("sole", loft(rings(under, under + thick, 1.04)))
    if style == "pump" or (lift > 0.02 and chance(rng, 0.7)):
        foot = rng.uniform(0.02, 0.1) if style == "pump" else wide * 0.4
        high = max(lift, 0.04)
        made.add("heel", move(cylinder(foot, high + 0.01, top=wide * 0.32, sections=10), (0, 0, -0.38)))
    top_of_sole = under + thick * 0.9
    if style == "sandal":
        for at in rng.uniform(-0.1, 0.35, int(rng.integers(1, 4))):
            row = int(np.argmin(np.abs(z - at)))
            loop = np.stack([width[row] * np.cos(np.linspace(0, np.pi, 9)), top_of_sole[row] + 0.16 * np.sin(np.linspace(0, np.pi, 9)), np.full(9, at)], 1)
            made.add("upper", tube(loop, rng.uniform(0.03, 0.08), 4, flatten=0.2, side=(0, 0, 1)))
        if chance(rng, 0.5):
            back = spline([(wide * 0.33, top_of_sole[2], -0.15), (0, 0.28 + lift, -0.48), (-wide * 0.33, top_of_sole[2], -0.15)], 9)
            made.add("upper", tube(back, 0.03, 4, flatten=0.3, side=(0, 1, 0)))
        return made
    instep, heel_high = rng.uniform(0.2, 0.34), rng.uniform(0.22, 0.35)
    height = np.interp(z, [-0.5, -0.3, 0.0, 0.25, 0.45, 0.5], [heel_high, heel_high, instep, 0.16, 0.12, 0.06])
    if style in ("pump", "loafer"):
        height = height * np.interp(z, [-0.5, -0.1, 0.1], [0.8, 0.35 if style == "pump" else 0.6, 0.85])
    made.add("upper", loft(rings(top_of_sole, top_of_sole + height)))
    if style == "boot":
        shaft = rng.uniform(0.25, 1.2)
        ring = np.array([(0.6, 0), (rng.uniform(0.55, 0.7), 0.4), (rng.uniform(0.6, 0.95), 1)]) * (wide * 0.7, shaft)
        made.add("upper", move(stretch(lathe(ring, 14), (0.8, 1, 1.1)), (0, heel_high * 0.8 + lift, -0.27)))
    if style in ("sneaker", "boot") and chance(rng, 0.75):
        laces = [bar((-0.07, top_of_sole[6] + height[6] * 0.98 + k * 0.03, 0.12 - k * 0.05), (0.07, top_of_sole[6] + height[6] * 0.98 + k * 0.03, 0.1 - k * 0.05), 0.014, sections=5)
                 for k in range(int(rng.integers(3, 6)))]  # fmt: skip
        made.add("lace", *laces)
    if chance(rng, 0.12):
        pair = [(part, move(mirror(piece), (wide * 1.3, 0, rng.uniform(-0.02, 0.02)))) for part, piece in made.pieces]
        made.pieces.extend(pair)
    return made


KINDS: tuple[Kind, ...] = (
    Kind("earphone", earphone, {
        "earcup": ("ear cup", "earpiece", "ear pad", "speaker", "cushion", "earbud"),
        "headband": ("band", "head band", "arch", "headset band", "strap"),
        "data wire": ("wire", "cable", "cord", "headphone cable", "plug"),
    }, ("headphone", "headset", "headphones", "earbuds", "earpods"), weight=1.5),
    Kind("phone", phone, {
        "body": ("phone body", "case", "housing", "main body"),
        "button": ("key", "keys", "phone button", "keypad"),
        "screen": ("display", "touch screen", "phone screen"),
        "lid": ("cover", "flip", "flap", "phone lid"),
        "camera": ("lens", "phone camera"),
        "antenna": ("aerial", "stub antenna"),
    }, ("mobile phone", "cell phone", "smartphone", "telephone")),
    Kind("telephone", telephone, {
        "body": ("base", "telephone body", "housing", "main body"),
        "handset": ("receiver", "telephone receiver", "handle"),
        "button": ("key", "keypad", "dial", "keys"),
        "cord": ("cable", "wire", "telephone cord"),
    }, ("desk phone", "landline phone", "phone")),
    Kind("eyeglasses", eyeglasses, {
        "body": ("frame", "lens", "lenses", "glasses frame", "front"),
        "leg": ("temple", "arm", "glasses leg", "side arm", "temple arm"),
    }, ("glasses", "spectacles", "sunglasses", "goggles")),
    Kind("shoe", shoe, {
        "upper": ("shoe upper", "shoe body", "vamp", "shaft", "body"),
        "sole": ("outsole", "shoe sole", "bottom"),
        "heel": ("shoe heel", "heel block"),
        "lace": ("shoelace", "laces", "shoe string"),
    }, ("sneaker", "boot", "footwear", "sandal", "high heel", "trainer")),
)  # fmt: skip
