// Draws one message of the conversation.

import { element, icon } from "./elements.js";
import { explanationOf } from "./explanation.js";

const THINGS = {
  image: ["image", "［图片］"],
  video: ["video", "［视频］"],
  location: ["location", ""],
  link: ["link", ""],
};
const WORDLESS = {
  image: "［图片］",
  voice: "［语音］",
  video: "［视频］",
  music: "［音乐］",
  transfer_customer_service: "［已转给人工客服］",
};

// message: {from: "own" | "account" | "note", kind, text, parts, explanation, milliseconds, fault, at}, or of what came by
// itself {from: "push", channel, parts, fields, url}
export function drawn(message, account, onSay) {
  if (message.from === "note") return element("p", "note", message.text);
  const own = message.from === "own";
  const push = message.from === "push";
  const avatar = element("span", `avatar tint-${own ? "member" : account.tint}`, own ? "我" : account.initial);
  avatar.setAttribute("aria-hidden", "true");
  const speaker = element("span", "unseen", own ? "我：" : `${account.name}：`);
  const body = element("div", "message-body", speaker, ...content(message, onSay));
  const kind = push ? " push" : message.kind === "fault" ? " fault" : "";
  return element("div", `message ${own ? "own" : "other"}${kind}`, avatar, body);
}

function content(message, onSay) {
  if (message.from === "own") return ownContent(message);
  return message.from === "push" ? pushed(message, onSay) : reply(message, onSay);
}

// A message that the account sent by itself: a text, or the fields of a template.
function pushed({ channel, parts, fields, url }, onSay) {
  const rows = fields.flatMap(([name, value]) => [element("dt", "", name), element("dd", "", value)]);
  const words = parts.map((part) => drawnPart(part, onSay));
  const more = url ? drawnPart({ kind: "url", text: "查看详情", target: url }, onSay) : null;
  const bubble = element("div", "bubble", ...words, rows.length ? element("dl", "fields", ...rows) : null, more);
  return [element("p", "channel", channel), bubble];
}

function ownContent({ kind, text }) {
  if (kind === "voice") {
    const seconds = Math.min(60, Math.max(1, Math.ceil(text.length / 4)));
    const bubble = element("div", "bubble voice", `${seconds}″`, icon("wave"));
    return [bubble, element("div", "heard", text || "（没有识别出文字）")];
  }
  if (THINGS[kind]) {
    const [name, label] = THINGS[kind];
    return [element("div", "bubble thing", icon(name), label || text)];
  }
  return [element("div", "bubble", text)];
}

function reply(message, onSay) {
  const parts = message.parts.map((part) => drawnPart(part, onSay));
  const bubble = element("div", "bubble", ...(parts.length ? parts : [WORDLESS[message.kind] ?? `［${message.kind}］`]));
  if (message.kind === "fault") return [bubble, element("p", "fault-why", message.fault)];
  return [bubble, explanationOf(message.explanation, message.milliseconds)];
}

function drawnPart(part, onSay) {
  if (part.kind === "say") {
    const link = element("a", "say", part.text);
    link.href = "#input";
    link.addEventListener("click", (event) => {
      event.preventDefault();
      onSay(part.target, part.menu_id);
    });
    return link;
  }
  if (part.kind === "url" || part.kind === "mail") {
    const link = element("a", "", part.text);
    link.href = part.target;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    return link;
  }
  return part.text;
}
