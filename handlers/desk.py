"""The desk: one association's pack, ready to answer its members."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers import sections, several, smalltalk, unknown
from handlers.answer import Answer, Choice, Link, Memory, Reading, Reply, plain_link
from handlers.compose import answer_unit, contact_line, edition, suggestions
from handlers.conversation import LONG_NUMBER, awake, carry, chosen
from handlers.eligibility import interview
from handlers.faq import FaqShelf
from handlers.faq import propose as propose_faq
from handlers.item_numbers import next_item
from handlers.layout import lay_out, lay_out_rest
from handlers.lexicon import lexicon
from handlers.library import Library
from handlers.proposal import Asked, Proposal
from handlers.question import Question
from handlers.references import OTHERS, Pointed, corrected, others_of, pointed_at, without_corrected
from handlers.router import NEARLY, readings
from knowledge.additions import Additions, Aliases
from knowledge.faq import FaqEntry
from knowledge.index import Unit
from knowledge.pack import Pack

_LONG = re.compile(r"\d[\d-]{4,}")  # telephone numbers and the like
_ASKED_FOR = 0.8  # a facet so near to what was asked is worth offering
_MEDIA = {
    "voice": "收到您的语音，但没有识别出文字。请打字告诉我您的问题。",
    "image": "收到您的图片。我看不了图片内容，请用文字说明您的问题。",
    "video": "收到您的视频。我看不了视频内容，请用文字说明您的问题。",
    "shortvideo": "收到您的小视频。我看不了视频内容，请用文字说明您的问题。",
    "location": "收到您的位置。想问协会地址或怎么联系，请直接打字。",
    "link": "收到您的链接。我打不开链接，请用文字说明您的问题。",
    "scan": "收到扫码结果。我暂时用不上它，请用文字说明您的问题。",
    "empty": "没有看到文字，请把您的问题打出来。",
}


class Desk:
    """Answers from one pack. Holds no state of its own between turns and may be shared."""

    def __init__(
        self, pack: Pack, faq: Sequence[FaqEntry] = (), link: Link = plain_link, library: Library | None = None
    ) -> None:
        self._pack = pack
        self._library = library or Library.of(pack)
        self._shelf = FaqShelf((*faq, *pack.faq))
        self._link = link
        self._bare = self._library  # without the names that staff added
        self._aliases: tuple[Aliases, ...] = ()

    def with_additions(self, additions: Additions) -> Desk:
        """The same desk with other additions of the staff's; the pack is indexed anew only where names change."""
        if additions.aliases == self._aliases:
            library = self._library
        elif additions.aliases:
            library = Library.of(self._bare.pack.with_aliases(additions.aliases))
        else:
            library = self._bare
        desk = Desk(self._pack, additions.faq, self._link, library)
        desk._bare, desk._aliases = self._bare, additions.aliases
        return desk

    def reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        """Answer one message. Any text gets a reply of at most 2,048 bytes."""
        memory = awake(memory, now)
        said = chosen(text, memory)
        meant = corrected(said, memory)
        reply = self._reply(meant, memory, now)
        return reply if meant == said else replace(reply, memory=without_corrected(reply.memory, memory))

    def _reply(self, text: str, memory: Memory, now: datetime) -> Reply:
        """Answer what was meant."""
        text = next_item(text, memory, self._library.index)
        pointed = None if sections.goes_on(memory.slots) else pointed_at(text, memory, self._library.index)
        if pointed is not None and (pointed.unit is None or not pointed.rest):
            return self._say_entry(pointed, memory, now)
        others = [] if memory.check.records else others_of(text, memory, self._library.index)
        if others:
            return self._say_others(others, memory, now)
        question = self._library.reader.read(pointed.spoken if pointed else text)
        led = interview.heard(question, memory, self._library, now.date())
        if led is not None:
            return self._say(led.build(), now, [led], replace(memory, misses=0), question=question)
        if question.text.strip(" ,.!?") in lexicon().flags["more"]:
            return self._next_page(memory, now)
        if question.text.isdecimal() and len(question.text) < LONG_NUMBER and memory.choices:
            answer = Answer(
                f"请回复1到{len(memory.choices)}，或直接打字说您的问题。", "clarify", "choices", choices=memory.choices
            )
            return self._say(answer, now, [], memory)
        return self._answer(question, memory, now)

    def _answer(self, question: Question, memory: Memory, now: datetime) -> Reply:
        """The answer to what was asked, or the honest end."""
        offered, asked = self._understand(question, memory, now)
        sure = offered[0] if offered and offered[0].score >= offered[0].enough else None
        led = interview.again(question, sure, memory, self._library, now.date())
        if led is not None:
            return self._say(led.build(), now, [led], replace(memory, misses=0), question=asked.question)
        both = (
            self._several(question, memory, now) if offered and offered[0].reading.handler in several.QUOTING else None
        )
        if both is not None:
            answer, last, offered = both
            return self._say(answer, now, offered, last, taken=False, question=asked.question)
        if sure is not None:
            answer = interview.offered(sure.build(), sure, self._library)
            return self._say(answer, now, offered, replace(memory, misses=0), question=asked.question)
        answer = self._unsure(asked)
        missed = replace(memory, misses=memory.misses + 1, rest=(), choices=())
        return self._say(answer, now, offered, missed, taken=False, question=asked.question)

    def _say_entry(self, pointed: Pointed, memory: Memory, now: datetime) -> Reply:
        """One entry of the last list, or that it has no such entry."""
        unit = pointed.unit
        if unit is None:
            answer = Answer(f"上面一共只列了{pointed.length}条，请说第几条。", "clarify", "references")
            return self._say(answer, now, [], memory)
        answer = answer_unit(self._library, unit, now.date(), "references")
        reading = Reading("references", unit.record.name, unit.fact.facet, 1.0, (unit.key[2],))
        return self._say(answer, now, [Proposal(reading, lambda: answer, (unit.record.id,), unit.fact.facet)], memory)

    def _say_others(self, others: list[Unit], memory: Memory, now: datetime) -> Reply:
        """What the list holds besides the entry that was told."""
        first = others[0]
        source = self._library.source(first.record, first.fact)
        lines = tuple((u.item.text or u.item.quote) if u.item else u.fact.say for u in others)
        prefix = edition(self._library, first.record, now.date(), first.fact)
        answer = Answer(f"{prefix}另外还有{len(others)}项：", "answered", "references", lines, (source,), listed=True)
        reading = Reading("references", first.record.name, first.fact.facet, 1.0)
        listed = (*memory.listed, OTHERS)
        told = Proposal(reading, lambda: answer, (first.record.id,), first.fact.facet, listed=listed)
        return self._say(answer, now, [told], memory)

    def welcome(self, memory: Memory, now: datetime) -> Reply:
        """Greet a new follower: what this account can do, and examples to tap."""
        manifest = self._pack.manifest
        choices = tuple(Choice(e, e) for e in manifest.examples)
        return self._say(Answer(manifest.welcome, "answered", "welcome", choices=choices), now, [], memory)

    def media(self, kind: str, memory: Memory, now: datetime) -> Reply:
        """Answer a message that is no text: say what to do instead."""
        lead = _MEDIA.get(kind, "收到。请用文字说明您的问题。")
        return self._say(Answer(lead, "answered", "media", choices=suggestions(self._pack)), now, [], memory)

    def apology(self) -> str:
        """What a member reads when answering failed."""
        line = contact_line(self._pack)
        return "抱歉，刚才没有处理成功，请稍后再发一次。" + (f"\n{line}" if line else "")

    def _understand(self, question: Question, memory: Memory, now: datetime) -> tuple[list[Proposal], Asked]:
        carried = carry(question, memory, self._library.index)
        spoken = Asked(question, self._library, memory, now, ())  # small talk needs nothing ranked
        if carried is not None and not smalltalk.is_all(spoken):  # thanks lean on nothing
            together = self._ask(carried, memory, now)
            offered = self._readings(together)
            if offered and offered[0].score >= offered[0].enough:
                if question.has("ellipsis"):
                    return offered, together
                alone = self._ask(question, memory, now)
                return self._rather(self._readings(alone), alone, offered, together)
        alone = self._ask(question, memory, now)
        return self._readings(alone), alone

    def _rather(
        self, own: list[Proposal], alone: Asked, offered: list[Proposal], together: Asked
    ) -> tuple[list[Proposal], Asked]:
        """What a question says itself, where of the last subject the documents say nothing: 会费多少 after 怎么入会."""
        stands = own and alone.question.named() and _stands(own[0], offered[0])
        return (own, alone) if stands else (offered, together)

    def _several(
        self, question: Question, memory: Memory, now: datetime
    ) -> tuple[Answer, Memory, list[Proposal]] | None:
        """The answers to each part of a message that asks more than one thing, as one."""
        answers: list[Answer] = []
        best: list[Proposal] = []
        parts = tuple(map(self._library.reader.read, several.parts(question)))
        before = memory
        for part in parts:
            apart = question.clauses == 1  # 截止日期和收费标准: neither leans on the other
            offered, _ = self._understand(part, before if apart else memory, now)
            if best and (not offered or offered[0].score < several.SURE):  # of the same thing as the first part
                offered, _ = self._understand(self._library.reader.read(several.told_of(parts[0], part)), memory, now)
            if not offered or not several.is_clear(offered[0]):
                return None
            answers.append(offered[0].build())
            best.append(offered[0])
            memory = replace(_remember(memory, offered[0]), at=now.isoformat())
        answer = several.together(answers, [p.asked for p in parts]) if answers else None
        return (answer, memory, best) if answer is not None else None

    def _ask(self, question: Question, memory: Memory, now: datetime) -> Asked:
        return Asked(question, self._library, memory, now, self._library.ranker.rank(question))

    def _readings(self, asked: Asked) -> list[Proposal]:
        return readings(asked, (lambda a: propose_faq(a, self._shelf),))

    def _unsure(self, asked: Asked) -> Answer:
        near = [s for s in asked.ranked if s.score >= NEARLY and (s.named or s.facet >= _ASKED_FOR)]
        if len({s.unit.key[:2] for s in near}) > 1:
            return unknown.ask_back(near)
        return unknown.nothing(asked)

    def _next_page(self, memory: Memory, now: datetime) -> Reply:
        if not memory.rest:
            return self._say(Answer("后面没有更多内容了，请直接说您的问题。", "answered", "more"), now, [], memory)
        page = lay_out_rest(memory.rest)
        answer = Answer(page.text, "answered", "more")
        return Reply(answer, page.text, replace(memory, rest=page.rest, at=now.isoformat()))

    def _say(
        self,
        answer: Answer,
        now: datetime,
        offered: list[Proposal],
        memory: Memory,
        *,
        taken: bool = True,
        question: Question | None = None,
    ) -> Reply:
        best = offered[0] if offered else None
        if best is not None and taken:
            memory = _remember(memory, best)
        if best is None or not taken or best.check is None:
            answer, memory = interview.aside(answer, memory)
        page = lay_out(answer, self._link)
        memory = replace(memory, rest=page.rest, choices=answer.choices, at=now.isoformat())
        second = offered[1].reading if len(offered) > 1 else None
        records = tuple(proposal.subjects for proposal in offered[:2])
        return Reply(answer, page.text, memory, best.reading if best else None, second, question, records)


def _stands(own: Proposal, leaning: Proposal) -> bool:
    """Whether a question is answered by itself, as surely as by the silence on the last subject."""
    if own.score < max(own.enough, leaning.score) or own.subjects == leaning.subjects:
        return False
    alone, silent = own.build(), leaning.build()
    numbers = _LONG.findall(alone.lead)
    if numbers and all(n in silent.lead for n in numbers):
        return False  # the silence says as much: 单独电话未注明, 协会电话...
    return silent.outcome == "unspecified" and alone.outcome == "answered"


def _remember(memory: Memory, taken: Proposal) -> Memory:
    """What was talked about now, and before it; the cells of a table stay in mind while prices are asked."""
    if taken.check is not None:
        memory = replace(memory, check=taken.check)
    if not (taken.subjects or taken.facet or taken.slots):
        return memory  # small talk changes no subject
    slots = taken.slots or (memory.slots if taken.facet == "fee" else {})
    if slots.get("rows") and memory.slots.get("rows") not in (None, slots["rows"]):
        slots = {**slots, "rows_before": memory.slots["rows"]}
    earlier = memory.subjects if memory.subjects != taken.subjects else memory.earlier
    return replace(
        memory,
        subjects=taken.subjects,
        earlier=earlier,
        facet=taken.facet,
        counted=taken.counted,
        slots=slots,
        listed=taken.listed or memory.listed,
    )
