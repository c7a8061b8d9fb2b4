from __future__ import annotations

from PIL import Image, ImageDraw

from pa3d.view.lettering import font_for, one_line, shortened, write


def test_short_texts_stay_and_long_ones_keep_their_end() -> None:
    assert shortened("leg", 20, 100) == "leg"
    short = shortened("cabinet/drawer/" * 20 + "handle", 20, 160)
    assert "…" in short
    assert short.endswith("handle")
    assert font_for(short, 20).getlength(short) <= 160
    assert shortened("leg", 20, 0) == "…"


def test_control_characters_never_reach_the_picture() -> None:
    assert one_line(" a\tb\r\nc\x00d\u2028e ") == "a b c d e"


def test_any_script_can_be_written() -> None:
    draw = ImageDraw.Draw(Image.new("RGB", (200, 50)))
    for text in ("Stuhllehne äöß", "椅子の背もたれ", "ножка", "ساق", "🪑 leg", "", "\ud800"):
        assert write(draw, (5, 25), one_line(text), 20, "white") >= 0
