"""The layouts of the originals' summary tables (推荐汇总表): parts under headings, each with columns of its own.

They stand in a pack's ``applications.toml``. Headings, columns and lines are printed as the originals have them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from knowledge.parts import Shape

# What a column tells of a submission. A note becomes a line 列名：值 of the submission's note; ``ordinal`` counts rows.
Field = Literal["note", "ordinal", "unit", "title", "contact", "phone"]


class SummaryColumn(Shape):
    """A column. ``group`` is the heading that stands above it and its neighbours, where the header has two rows."""

    name: str
    aliases: tuple[str, ...] = ()
    field: Field = "note"
    group: str = ""


class SummaryPart(Shape):
    """A table under a heading, for what is applied for ``of`` (the pack's record of it); without one it holds no
    submissions.

    ``words`` tell the part in a heading or a sheet's name, ``row_words`` in a row's column
    ``telling`` where the heading leaves it open. ``total`` begins the row under the table that sums it up.
    """

    heading: str
    of: str = ""
    words: tuple[str, ...] = ()
    row_words: tuple[str, ...] = ()
    columns: tuple[SummaryColumn, ...]
    total: str = ""

    @cached_property
    def fields(self) -> dict[str, str]:
        """The names of the columns that make a submission, by what they tell."""
        return {c.field: c.name for c in self.columns if c.field not in {"note", "ordinal"}}

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """The names of the columns that are kept in the note."""
        return tuple(c.name for c in self.columns if c.field == "note")

    @cached_property
    def ordinals(self) -> tuple[str, ...]:
        """The names of the columns that count the rows."""
        return tuple(c.name for c in self.columns if c.field == "ordinal")


class Summary(Shape):
    """The layout of the form with the record ``form``.

    ``top`` are the labels of the line under the title, ``recommender`` the one that is followed by who recommends.
    A row that begins with one of ``ends`` is under the table. ``apart``: each part is a sheet of its own.
    """

    form: str
    title: str
    top: tuple[str, ...] = ()
    recommender: str = ""
    parts: tuple[SummaryPart, ...]
    ends: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()
    apart: bool = False
    telling: str = ""
