"""A table inside a sheet: found by its header, read by column names, with faults that say where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.spreadsheet.cells import column_letters
from bot.spreadsheet.files import Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """A row under the header; ``number`` is the one the spreadsheet shows."""

    table: Table
    number: int
    cells: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        """The cell of a column; empty where the table has no such column."""
        index = self.table.columns.get(column, -1)
        return self.cells[index] if 0 <= index < len(self.cells) else ""

    def flaw(self, column: str) -> str:
        """Why the cell of a column cannot be taken for what somebody wrote; empty where it can."""
        return self.table.sheet.flaws.get((self.number - 1, self.table.columns.get(column, -1)), "")

    def place(self, column: str) -> str:
        """Where a cell is, for people: file, sheet, row and column."""
        letters = column_letters(self.table.columns[column])
        return f"{self.table.place} 第 {self.number} 行 {letters} 列（{column}）"


@dataclass(frozen=True)
class Table:
    """A sheet with its header row and the columns by name."""

    sheet: Sheet
    header_row: int
    columns: dict[str, int]

    @property
    def place(self) -> str:
        """The file and sheet, for people."""
        return f"{self.sheet.file} 工作表「{self.sheet.name}」" if self.sheet.name else self.sheet.file

    def rows(self) -> Iterator[Row]:
        """The rows under the header that are not blank; a formula without a result is something, too."""
        flawed = {row for row, _ in self.sheet.flaws}
        for number, cells in enumerate(self.sheet.rows[self.header_row :], self.header_row + 1):
            if any(cells) or number - 1 in flawed:
                yield Row(self, number, cells)

    def unknown(self, known: Sequence[str]) -> list[str]:
        """The names of columns that mean nothing here."""
        return [c for c in self.columns if c not in known]


def find_table(sheet: Sheet, required: Sequence[str]) -> Table | None:
    """The table whose header is the first row that holds every required column; titles may stand above it."""
    for number, cells in enumerate(sheet.rows, 1):
        names = [c.replace("\n", "").replace(" ", "") for c in cells]
        if all(r in names for r in required):
            return Table(sheet, number, {name: i for i, name in reversed(list(enumerate(names))) if name})
    return None
