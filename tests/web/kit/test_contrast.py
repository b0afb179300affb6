"""Every pair of colours that meets on a page can be read, in the light and in the dark theme."""

import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[3] / "frontend" / "src" / "css" / "tokens.css"
OKLCH = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
DAY_AND_NIGHT = re.compile(rf"--([\w-]+): light-dark\({OKLCH}, {OKLCH}\);")
BOTH = re.compile(rf"--([\w-]+): {OKLCH};")

# WCAG 2.2: 7 for running text (AAA), 4.5 for other text (AA), 3 for the edges of controls and the focus ring.
PAIRS = [
    *[(7.0, ink, ground) for ink in ("ink", "ink-soft") for ground in ("paper", "sheet", "wash", "rail")],
    *[(7.0, "ink", f"{tone}-wash") for tone in ("accent", "gold", "good", "wait", "bad")],
    (7.0, "ink", "wash-strong"),
    (7.0, "on-mark", "mark"),
    (7.0, "on-night", "night"),
    (7.0, "on-night-soft", "night"),
    *[(4.5, "ink-faint", ground) for ground in ("paper", "sheet", "wash", "rail")],
    *[(4.5, "accent-ink", ground) for ground in ("paper", "sheet", "wash", "accent-wash", "bad-wash")],
    *[(4.5, tone, f"{tone}-wash") for tone in ("good", "wait", "bad")],
    *[(4.5, tone, "sheet") for tone in ("good", "wait", "bad")],
    (4.5, "gold-ink", "gold-wash"),
    (4.5, "ink-soft", "wash-strong"),
    (4.5, "on-accent", "accent"),
    (4.5, "on-accent", "accent-deep"),
    *[(3.0, line, ground) for line in ("edge", "focus") for ground in ("paper", "sheet", "wash")],
    (3.0, "accent", "sheet"),
    (3.0, "star", "night"),
]

Oklch = tuple[float, float, float]


def colours() -> dict[str, tuple[Oklch, Oklch]]:
    text = TOKENS.read_text("utf-8")
    found = {}
    for name, *numbers in DAY_AND_NIGHT.findall(text):
        light, dark = tuple(map(float, numbers[:3])), tuple(map(float, numbers[3:]))
        found[name] = (light, dark)
    for name, *numbers in BOTH.findall(text):
        found[name] = (tuple(map(float, numbers)),) * 2
    return found


def luminance(colour: Oklch) -> float:
    """Relative luminance of an oklch colour, after clipping to what a screen can show."""
    lightness, chroma, hue = colour[0] / 100, colour[1], math.radians(colour[2])
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Oklch, other: Oklch) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one():
    assert contrast((0, 0, 0), (100, 0, 0)) == pytest.approx(21, abs=0.01)


def test_a_grey_is_as_light_as_the_standard_says():
    # #777777 on white: 4.48, the well-known near miss of AA.
    assert contrast((56.8, 0, 0), (100, 0, 0)) == pytest.approx(4.48, abs=0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "front", "ground"), PAIRS, ids=lambda part: str(part))
def test_the_pair_can_be_read(least, front, ground, theme):
    known = colours()

    ratio = contrast(known[front][theme], known[ground][theme])

    assert ratio >= least, f"{front} on {ground}: {ratio:.2f}"


def test_every_colour_that_pairs_name_is_a_token_of_both_themes():
    named = {name for _, front, ground in PAIRS for name in (front, ground)}

    assert named - colours().keys() == set()
