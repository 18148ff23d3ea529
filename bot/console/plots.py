"""Plots over time as SVG: numbers in, markup out. Pure; every text is escaped, and nothing is styled inline.

Lengths across are in percent of the drawing and lengths down in pixels, so that words stay as large on a telephone as
on a wide screen. Beside the drawing its numbers stand as a table, for those who cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, log10

from markupsafe import Markup, escape

HEIGHT, TOP, BOTTOM = 220, 12, 24  # pixels: of the drawing, and what is left free above and below the bars
LEFT, RIGHT = 10.0, 3.0  # percent: what the axis takes, and room for half of the last label
FILLED = 0.72  # of a day's width
TICKS = 4  # at most, above zero
LABELS = 7  # at most, below the days
_STEPS = (1, 2, 5, 7, 10, 15, 30, 60, 90)
_TEXT, _LINE = "#3d4550", "#d5dae1"


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of what is counted, with its colour (3:1 against white at least)."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day and how many there were of each series, in their order."""

    day: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many of all."""
        return sum(self.counts)


def stacked(ident: str, title: str, series: Sequence[Series], days: Sequence[Day]) -> Markup:
    """A bar for each day, its series one upon the other, as a figure with a legend and a table.

    ``ident`` names the figure, once on its page. ``days`` are in order, without gaps.
    """
    top = scale(max((d.total for d in days), default=0))
    parts = (_grid(top), _bars(series, days, top[-1]), _labels(days))
    drawing = Markup(
        '<svg role="img" aria-labelledby="{0}-title {0}-desc" width="100%" height="{1}" font-size="12" '
        'class="plot-drawing"><title id="{0}-title">{2}</title><desc id="{0}-desc">{3}</desc>{4}</svg>'
    ).format(ident, HEIGHT, title, described(series, days), Markup("").join(p for part in parts for p in part))
    return Markup('<figure class="plot" id="{}"><figcaption>{}</figcaption>{}{}{}</figure>').format(
        ident, title, _legend(series), drawing, _table(title, series, days)
    )


def scale(most: int) -> tuple[int, ...]:
    """Round ticks from 0 to what is no less than ``most``: whole steps of 1, 2 or 5 times a power of ten."""
    power = 10 ** max(0, int(log10(max(1, most) / TICKS)))
    step = next(s for s in (power, 2 * power, 5 * power, 10 * power) if s * TICKS >= most)
    return tuple(step * n for n in range(max(1, ceil(most / step)) + 1))


def short(number: int) -> str:
    """A number as an axis has room for it: 12000 is 1.2万."""
    return f"{number / 10_000:g}万" if number >= 10_000 else str(number)


def labelled(days: int) -> tuple[int, ...]:
    """The positions of the days that are labelled: the last one, and others at even distances before it."""
    step = next((s for s in _STEPS if days <= s * LABELS), days)
    return tuple(range((days - 1) % step, days, step)) if days else ()


def described(series: Sequence[Series], days: Sequence[Day]) -> str:
    """The drawing in a sentence: from when to when, how many of each, and the day with the most."""
    if not days:
        return "没有数据。"
    sums = "，".join(f"{s.name} {sum(d.counts[n] for d in days)}" for n, s in enumerate(series))
    most = max(days, key=lambda d: d.total)
    peak = f"最多的一天是{chinese(most.day)}，共 {most.total}。" if most.total else "这些天都没有。"
    return f"{chinese(days[0].day)}至{chinese(days[-1].day)}，每天一根柱。合计：{sums}。{peak}"


def chinese(day: date) -> str:
    """A day without its year."""
    return f"{day.month}月{day.day}日"


def _grid(ticks: Sequence[int]) -> Iterator[Markup]:
    for tick in ticks:
        y = _y(tick, ticks[-1])
        yield Markup('<line x1="{}%" x2="{}%" y1="{}" y2="{}" stroke="{}"/>').format(
            _percent(LEFT), _percent(100 - RIGHT), y, y, _TEXT if tick == 0 else _LINE
        )
        yield Markup('<text x="{}%" y="{}" text-anchor="end" fill="{}">{}</text>').format(
            _percent(LEFT - 1.5), _pixels(float(y) + 4), _TEXT, short(tick)
        )


def _bars(series: Sequence[Series], days: Sequence[Day], top: int) -> Iterator[Markup]:
    width = (100 - LEFT - RIGHT) / max(1, len(days))
    for position, day in enumerate(days):
        told = "，".join(f"{s.name} {n}" for s, n in zip(series, day.counts, strict=True))
        x = LEFT + width * position
        drawn, below = [], 0
        for one, number in zip(series, day.counts, strict=True):
            if number:
                y, foot = _y(below + number, top), _y(below, top)
                drawn.append(_rect(x + width * (1 - FILLED) / 2, width * FILLED, y, foot, one.colour))
            below += number
        # The whole column, so that its title is found by who points beside a low bar.
        column = _rect(x, width, _y(top, top), _y(0, top), "transparent")
        yield Markup("<g>{}{}<title>{}：{}</title></g>").format(Markup("").join(drawn), column, chinese(day.day), told)


def _rect(x: float, width: float, y: str, foot: str, colour: str) -> Markup:
    height = _pixels(float(foot) - float(y))
    return Markup('<rect x="{}%" width="{}%" y="{}" height="{}" fill="{}"/>').format(
        _percent(x), _percent(width), y, height, colour
    )


def _labels(days: Sequence[Day]) -> Iterator[Markup]:
    width = (100 - LEFT - RIGHT) / max(1, len(days))
    for position in labelled(len(days)):
        x = LEFT + width * (position + 0.5)
        day = days[position].day
        yield Markup('<text x="{}%" y="{}" text-anchor="middle" fill="{}">{}/{}</text>').format(
            _percent(x), HEIGHT - 6, _TEXT, day.month, day.day
        )


def _legend(series: Sequence[Series]) -> Markup:
    items = (
        Markup(
            '<li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="{}"/></svg> {}</li>'
        ).format(s.colour, s.name)
        for s in series
    )
    return Markup('<ul class="plot-legend">{}</ul>').format(Markup("").join(items))


def _table(title: str, series: Sequence[Series], days: Sequence[Day]) -> Markup:
    """The numbers, the latest day first."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(h) for h in ("日期", *(s.name for s in series)))
    rows = (
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            chinese(day.day), Markup("").join(Markup("<td>{}</td>").format(n) for n in day.counts)
        )
        for day in reversed(days)
    )
    return Markup(
        '<details><summary>看每天的数字</summary><div class="scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="table"><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>'
    ).format(escape(title), head, Markup("").join(rows))


def _y(number: int, top: int) -> str:
    return _pixels(TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / top))


def _percent(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _pixels(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
