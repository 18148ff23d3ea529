"""What each entry of a submission's trail changed, in words; telephone numbers are masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.submissions.submission import Change, masked

FIELDS = {
    "application": "申报类别",
    "number": "受理编号",
    "unit": "单位名称",
    "title": "名称",
    "contact": "联系人",
    "phone": "联系电话",
    "status": "状态",
    "received": "已收材料",
    "recommender": "推荐单位",
    "note": "备注",
    "tell": "给申报人的话",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry, and each field that it changed with what that was and became."""

    change: Change
    changes: Mapping[str, tuple[str, str]]


def entries(trail: Sequence[Change]) -> Iterator[Entry]:
    """The entries of a trail, each beside the one that it replaces."""
    by_seq = {c.seq: c for c in trail}
    for change in trail:
        before = by_seq.get(change.replaces or 0)
        now, was = _texts(change), _texts(before) if before else {}
        yield Entry(
            change, {name: (was.get(name, ""), text) for name, text in now.items() if was.get(name, "") != text}
        )


def _texts(change: Change) -> dict[str, str]:
    s = change.submission
    texts = {name: getattr(s, name) for name in FIELDS}
    return {**texts, "phone": masked(s.phone) if s.phone else "", "received": "、".join(s.received)}
