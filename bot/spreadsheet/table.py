"""A table inside a sheet: found by its header, read by column names, with faults that say where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.spreadsheet.cells import column_letters, heading
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

    def altered(self, column: str) -> str:
        """How Excel may have made the cell of a column of another text; empty where it has not."""
        return self.table.sheet.altered.get((self.number - 1, self.table.columns.get(column, -1)), "")

    @property
    def is_header(self) -> bool:
        """Whether the header stands here once more, as where lists were put together."""
        header = self.table.sheet.rows[self.table.header_row - 1]
        return self.cells[: len(header)] == header

    def place(self, column: str) -> str:
        """Where a cell is, for people: file, sheet, row and column; of a column that is not there, the row."""
        index = self.table.columns.get(column)
        at = f" {column_letters(index)} 列（{column}）" if index is not None else ""
        return f"{self.table.place} 第 {self.number} 行{at}"


@dataclass(frozen=True)
class Table:
    """A sheet with its header row and the columns by name; it goes on to ``last_row``, else to the sheet's end."""

    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    last_row: int | None = None

    @property
    def place(self) -> str:
        """The file and sheet, for people."""
        return f"{self.sheet.file} 工作表「{self.sheet.name}」" if self.sheet.name else self.sheet.file

    def rows(self) -> Iterator[Row]:
        """The rows under the header that are not blank; a formula without a result is something, too.

        A cell that was merged over several rows counts for each of them.
        """
        flawed = {row for row, _ in self.sheet.flaws}
        shared = self._shared()
        cells_of = self.sheet.rows[self.header_row : self.last_row]
        for number, cells in enumerate(cells_of, self.header_row + 1):
            if any(cells) or number - 1 in flawed:
                filled = shared.get(number - 1)
                yield Row(self, number, tuple(filled.get(i, c) for i, c in enumerate(cells)) if filled else cells)

    def _shared(self) -> dict[int, dict[int, str]]:
        """The texts of merged cells under the header, by row and column from 0."""
        shared: dict[int, dict[int, str]] = {}
        for column, rows in self.sheet.merged:
            if rows and rows.start >= self.header_row and column < len(self.sheet.rows[rows.start]):
                for row in rows:
                    shared.setdefault(row, {})[column] = self.sheet.rows[rows.start][column]
        return shared

    def unknown(self, known: Sequence[str]) -> list[str]:
        """The names of columns that mean nothing here."""
        return [c for c in self.columns if c not in known]

    def repeated(self, known: Sequence[str]) -> list[str]:
        """The names of columns that stand more than once, of which only the first is read."""
        names = [heading(c) for c in self.sheet.rows[self.header_row - 1]]
        return [c for c in known if names.count(c) > 1]


def find_table(sheet: Sheet, required: Sequence[str]) -> Table | None:
    """The table whose header is the first row that holds every required column; titles may stand above it."""
    for number, cells in enumerate(sheet.rows, 1):
        if sum(map(bool, cells)) < len(required):
            continue
        names = [heading(c) for c in cells]
        if all(r in names for r in required):
            columns: dict[str, int] = {}
            for index, name in enumerate(names):
                if name:
                    columns.setdefault(name, index)
            return Table(sheet, number, columns)
    return None


def nearly_header(sheet: Sheet, required: Sequence[str]) -> tuple[int, list[str]] | None:
    """The row that looks most like a header, and which columns it lacks; none where no row has half of them."""
    nearest: tuple[int, list[str]] | None = None
    for number, cells in enumerate(sheet.rows, 1):
        names = {heading(c) for c in cells if c and len(c) < 40}
        lacking = [r for r in required if r not in names]
        if 2 * len(lacking) <= len(required) and (nearest is None or len(lacking) < len(nearest[1])):
            nearest = number, lacking
    return nearest
