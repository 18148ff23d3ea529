"""What the member sees of a reply: plain text, and in it what can be tapped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

ANCHOR = re.compile(r'<a\s+href\s*=\s*(["\'])(?P<href>.*?)\1[^>]*>(?P<label>.*?)</a>', re.DOTALL | re.IGNORECASE)
ADDRESS = re.compile(
    r"(?P<url>https?://[!-;=?-~]+[/\w#=&-])|(?P<mail>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", re.ASCII
)
MENU_SCHEME = ("weixin", "bizmsgmenu")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a reply.

    ``say``: a tap sends ``target`` as the member's own text, with ``menu_id``. ``url`` and ``mail``: a tap opens
    ``target``. ``text``: nothing to tap.
    """

    kind: Literal["text", "say", "url", "mail"]
    text: str
    target: str = ""
    menu_id: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A reply as the member sees it; ``kind`` is its MsgType, or ``none`` where the service said nothing."""

    kind: str
    parts: tuple[Part, ...] = ()


def shown(reply: ElementTree.Element | None) -> Shown:
    """A reply's XML as the member sees it; a type without words shows as its MsgType alone."""
    if reply is None:
        return Shown("none")
    kind = reply.findtext("MsgType", "").strip().lower()
    if kind == "news":
        return Shown(kind, tuple(_articles(reply)))
    return Shown(kind, tuple(text_parts(reply.findtext("Content", ""))))


def text_parts(text: str) -> Iterator[Part]:
    """The text cut where WeChat makes something tappable: ``<a>`` links, bare addresses, e-mails."""
    at = 0
    for anchor in ANCHOR.finditer(text):
        yield from _plain(text[at : anchor.start()])
        yield _anchor(html.unescape(anchor["href"]), anchor["label"])
        at = anchor.end()
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[Part]:
    at = 0
    for found in ADDRESS.finditer(text):
        if before := text[at : found.start()]:
            yield Part("text", before)
        yield Part("url", found[0], found[0]) if found["url"] else Part("mail", found[0], f"mailto:{found[0]}")
        at = found.end()
    if rest := text[at:]:
        yield Part("text", rest)


def _anchor(href: str, label: str) -> Part:
    try:
        address = urlsplit(href)
    except ValueError:
        return Part("text", label)
    if (address.scheme, address.netloc) == MENU_SCHEME:
        query = parse_qs(address.query)
        return Part("say", label, query.get("msgmenucontent", [label])[0], query.get("msgmenuid", [""])[0])
    if address.scheme in ("http", "https"):
        return Part("url", label, href)
    return Part("text", label)


def _articles(reply: ElementTree.Element) -> Iterator[Part]:
    for number, article in enumerate(reply.iterfind("Articles/item")):
        if number:
            yield Part("text", "\n")
        url = article.findtext("Url", "")
        title = article.findtext("Title", "")
        yield Part("url", title, url) if url.startswith(("http://", "https://")) else Part("text", title)
        if description := article.findtext("Description", ""):
            yield Part("text", f"\n{description}")
