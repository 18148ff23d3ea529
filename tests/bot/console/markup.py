"""A page as its reader meets it: its elements with their text, and where its links lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "line", "circle", "rect"})


@dataclass
class Element:
    """An element; what it holds is elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    holds: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text within it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.holds)

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())

    def all(self, tag: str = "", cls: str = "") -> Iterator[Element]:
        """Every element within it of a tag and class, in order."""
        for part in self.holds:
            if isinstance(part, Element):
                if (not tag or part.tag == tag) and (not cls or cls in part.classes):
                    yield part
                yield from part.all(tag, cls)

    @property
    def ids(self) -> list[str]:
        """The ids of all elements within it."""
        return [e.attributes["id"] for e in self.all() if "id" in e.attributes]

    @property
    def links(self) -> list[str]:
        """Where its links lead."""
        return [e.attributes["href"] for e in self.all("a") if "href" in e.attributes]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].holds.append(element)
        if tag not in _EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].holds.append(data)


def parsed(html: str) -> Element:
    """A page's elements. Fails where one is not closed, or closed in the wrong order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert [e.tag for e in reader._open] == [""], "an element is not closed"
    return reader.root
