"""Numbers for submissions that came without one (受理编号)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.clock import CHINA
from bot.submissions.submission import bare, folded

_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9]{1,2}(?![0-9]))")
WIDTH = 4  # digits of the first number of a scheme


def latest_year(numbers: Iterable[str], at: float) -> int:
    """The latest year, up to now, that numbers hold; this one where they hold none."""
    now = datetime.fromtimestamp(at, CHINA).year
    held = (int(year) for number in numbers for year in _YEAR.findall(number))
    return max((year for year in held if year <= now), default=now)


class Numbering:
    """Goes on with how an account's numbers of a year look: SX2018-0012 is followed by SX2018-0013.

    Where the numbers of an application look alike, its next one does, too; else as most numbers do; and where there are
    none of that year, the scheme is ACCOUNT-YEAR-0001.
    """

    def __init__(self, account: str, year: int, taken: Iterable[tuple[str, str]]) -> None:
        self._default = f"{account.upper()}-{year}-"
        self._keys: set[str] = set()
        self._schemes: dict[str, Counter[str]] = {}  # by application; "" is any
        self._last: dict[str, str] = {}  # the digits of each scheme's greatest number
        shape = re.compile(rf"(.*?{year}\D*)(\d{{1,9}})")
        for application, number in taken:
            self._keys.add(bare(folded(number)))
            if found := shape.fullmatch(number):
                head, digits = found.groups()
                for of in (application, ""):
                    self._schemes.setdefault(of, Counter())[head] += 1
                self._last[head] = max(self._last.get(head, ""), digits, key=lambda d: (int(d or 0), len(d)))

    def next(self, application: str) -> str:
        """A number that is free; it is taken now."""
        counts: Sequence[Counter[str]] = [c for of in (application, "") if (c := self._schemes.get(of))]
        head = counts[0].most_common(1)[0][0] if counts else self._default
        while True:
            last = self._last.get(head, "0" * WIDTH)
            self._last[head] = str(int(last) + 1).zfill(len(last))
            number = head + self._last[head]
            if bare(folded(number)) not in self._keys:
                self._keys.add(bare(folded(number)))
                return number
