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
GAP = 1  # pixel between two series, so that they are told apart by more than their colours
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
    shown = [Series(escape(s.name), escape(s.colour)) for s in series]
    name, heading = escape(ident), escape(title)
    top = scale(max((d.total for d in days), default=0))
    drawn = "".join((*_grid(top), *_bars(shown, days, top[-1]), *_labels(days)))
    return Markup(  # noqa: S704  # every word in it is escaped above, all else are numbers
        f'<figure class="plot" id="{name}"><figcaption>{heading}</figcaption>{_legend(shown)}'
        f'<svg role="img" aria-labelledby="{name}-title {name}-desc" width="100%" height="{HEIGHT}" font-size="12" '
        f'class="plot-drawing"><title id="{name}-title">{heading}</title>'
        f'<desc id="{name}-desc">{described(shown, days)}</desc>{drawn}</svg>{_table(heading, shown, days)}</figure>'
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


def _grid(ticks: Sequence[int]) -> Iterator[str]:
    for tick in ticks:
        y = _y(tick, ticks[-1])
        yield (
            f'<line x1="{_percent(LEFT)}%" x2="{_percent(100 - RIGHT)}%" y1="{y}" y2="{y}" '
            f'stroke="{_TEXT if tick == 0 else _LINE}"/>'
            f'<text x="{_percent(LEFT - 1.5)}%" y="{_pixels(float(y) + 4)}" text-anchor="end" fill="{_TEXT}">'
            f"{short(tick)}</text>"
        )


def _bars(series: Sequence[Series], days: Sequence[Day], top: int) -> Iterator[str]:
    width = _width(days)
    for position, day in enumerate(days):
        told = "，".join(f"{s.name} {n}" for s, n in zip(series, day.counts, strict=True))
        x = LEFT + width * position
        drawn, below = "", 0
        for one, number in zip(series, day.counts, strict=True):
            if number:
                y, foot = _y(below + number, top), _y(below, top, GAP if below else 0)
                drawn += _rect(x + width * (1 - FILLED) / 2, width * FILLED, y, foot, one.colour)
            below += number
        # The whole column, so that its title is found by who points beside a low bar.
        column = _rect(x, width, _y(top, top), _y(0, top), "transparent")
        yield f"<g>{drawn}{column}<title>{chinese(day.day)}：{told}</title></g>"


def _rect(x: float, width: float, y: str, foot: str, colour: str) -> str:
    height = _pixels(max(0.5, float(foot) - float(y)))
    return f'<rect x="{_percent(x)}%" width="{_percent(width)}%" y="{y}" height="{height}" fill="{colour}"/>'


def _labels(days: Sequence[Day]) -> Iterator[str]:
    width = _width(days)
    for position in labelled(len(days)):
        x, day = LEFT + width * (position + 0.5), days[position].day
        label = f"{day.month}/{day.day}"
        yield f'<text x="{_percent(x)}%" y="{HEIGHT - 6}" text-anchor="middle" fill="{_TEXT}">{label}</text>'


def _legend(series: Sequence[Series]) -> str:
    items = (
        f'<li><svg width="12" height="12" aria-hidden="true"><rect width="12" height="12" fill="{s.colour}"/></svg> '
        f"{s.name}</li>"
        for s in series
    )
    return f'<ul class="plot-legend">{"".join(items)}</ul>'


def _table(heading: str, series: Sequence[Series], days: Sequence[Day]) -> str:
    """The numbers, the latest day first."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("日期", *(s.name for s in series)))
    rows = "".join(
        f'<tr><th scope="row">{chinese(day.day)}</th>{"".join(f"<td>{n}</td>" for n in day.counts)}</tr>'
        for day in reversed(days)
    )
    return (
        '<details><summary>看每天的数字</summary><div class="scroll" tabindex="0" role="region" '
        f'aria-label="{heading}"><table class="table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        "</details>"
    )


def _width(days: Sequence[Day]) -> float:
    """What a day takes across."""
    return (100 - LEFT - RIGHT) / max(1, len(days))


def _y(number: int, top: int, gap: int = 0) -> str:
    return _pixels(TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / top) - gap)


def _percent(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _pixels(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
