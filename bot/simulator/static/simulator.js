// Puts the page together: which account is open, what was said, and what the member does next.

import { drawn } from "./bubble.js";
import { Composer } from "./composer.js";
import { clock, element, stamp } from "./elements.js";
import * as memory from "./memory.js";
import { received, send } from "./wire.js";

const QUIET_MINUTES = 5;
const LOOK = 2000; // milliseconds between looks for what came by itself
const SOON = 400; // milliseconds; a reply within them shows no 「正在输入」

const byId = (id) => document.getElementById(id);
const log = byId("messages");
const sheet = byId("sheet");
const accounts = new Map();
for (const button of document.querySelectorAll(".account")) {
  accounts.set(button.dataset.account, { id: button.dataset.account, button, ...button.dataset });
}

// One for each account, as long as the page is open; a reply that comes late still finds its conversation.
const conversations = new Map();
let open = null;
const composer = new Composer((act, words) => perform(act, words));

function openAccount(id) {
  const account = accounts.get(id);
  if (!conversations.has(id)) conversations.set(id, { account, member: memory.memberOf(id), ...memory.recall(id) });
  open = conversations.get(id);
  memory.noteOpened(id);
  for (const each of accounts.values()) each.button.removeAttribute("aria-current");
  account.button.setAttribute("aria-current", "true");
  document.body.dataset.view = "conversation";
  composer.open(id);
  redraw();
  if (open.following === null) follow();
}

function redraw() {
  log.replaceChildren();
  open.lastAt = 0;
  for (const message of open.messages) draw(message, false);
  showState();
  toEnd();
}

function draw(message, fresh) {
  if (message.at - open.lastAt > QUIET_MINUTES * 60000) log.append(element("p", "note", stamp(message.at)));
  open.lastAt = message.at;
  const made = drawn(message, open.account, (text, menuId) => perform({ kind: "text", text, menu_id: menuId }));
  if (fresh) made.classList.add("fresh");
  log.append(made);
  if (fresh) reveal(made);
}

// A reply taller than the window is read from its top.
function reveal(made) {
  const tall = made.offsetHeight > log.clientHeight - 40;
  log.scrollTop = tall ? made.offsetTop - log.offsetTop - 8 : log.scrollHeight;
}

// When the keyboard, the panel or the menu takes room away, who read the end goes on reading the end.
let atEnd = true;
log.addEventListener("scroll", () => {
  atEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 24;
});
new ResizeObserver(() => atEnd && toEnd()).observe(log);
log.addEventListener("toggle", (event) => event.target.open && event.target.scrollIntoView({ block: "nearest" }), true);

function toEnd() {
  log.scrollTo({ top: log.scrollHeight, behavior: "instant" });
}

function showState() {
  const { account, following, member } = open;
  byId("title").textContent = open.waiting ? "对方正在输入…" : account.name;
  byId("composer").hidden = following === false;
  byId("left").hidden = following !== false;
  byId("sheet-name").textContent = account.name;
  byId("member").textContent = member;
  for (const button of sheet.querySelectorAll("[data-act]")) {
    const act = button.dataset.act;
    button.hidden = (act === "follow" && following) || (act === "leave" && !following);
  }
}

// What comes for a member who was replaced meanwhile is dropped.
function add(conversation, message) {
  const { account, messages } = conversation;
  if (conversations.get(account.id) !== conversation) return;
  const dated = { ...message, at: message.from === "push" ? message.at * 1000 : Date.now() };
  messages.push(dated);
  memory.keep(account.id, conversation);
  if (conversation === open) draw(dated, true);
}

async function perform(act, words) {
  const conversation = open;
  if (conversation.following === false && act.kind !== "unsubscribe") return; // who left can tap, but is not heard
  if (words) add(conversation, { from: "note", text: words });
  else if (act.kind !== "subscribe" && act.kind !== "unsubscribe") {
    add(conversation, { from: "own", kind: act.kind, text: act.text });
  }
  const late = setTimeout(() => showWaiting(conversation, true), SOON);
  const answer = await send({ account: conversation.account.id, member: conversation.member, ...act });
  clearTimeout(late);
  showWaiting(conversation, false);
  if (answer.kind !== "none") add(conversation, { from: "account", ...answer });
  else if (act.kind !== "unsubscribe") add(conversation, { from: "note", text: "公众号没有回复这条消息" });
}

function showWaiting(conversation, waiting) {
  conversation.waiting = waiting;
  showState();
}

function follow() {
  open.following = true;
  showState();
  return perform({ kind: "subscribe" }, "你关注了公众号");
}

function leave() {
  open.following = false;
  showState();
  return perform({ kind: "unsubscribe" }, "你取消了关注");
}

function newcomer() {
  const { account } = open;
  open = { account, member: memory.newMember(account.id), following: null, messages: [], seen: undefined };
  conversations.set(account.id, open);
  redraw();
  return follow();
}

const acts = {
  follow,
  leave,
  newcomer,
  clear: () => {
    open.messages.length = 0;
    memory.keep(open.account.id, open);
    redraw();
  },
  close: () => {},
};

for (const button of document.querySelectorAll("[data-act]")) {
  button.addEventListener("click", () => {
    if (sheet.open) sheet.close();
    acts[button.dataset.act]();
  });
}
for (const { id, button } of accounts.values()) button.addEventListener("click", () => openAccount(id));
byId("more").addEventListener("click", () => open && sheet.showModal());
sheet.addEventListener("click", (event) => {
  if (event.target === sheet) sheet.close();
});
byId("back").addEventListener("click", () => {
  document.body.dataset.view = "list";
  open.account.button.focus();
});

// What the account sent by itself; a look that is under way when the member changes is dropped.
async function look(conversation) {
  if (!conversation || conversation.looking || document.hidden) return;
  conversation.looking = true;
  const { account, member, following } = conversation;
  const { life, last } = conversation.seen ?? { life: "", last: 0 };
  const answer = await received({ account: account.id, member, life, after: last, following: following === true });
  conversation.looking = false;
  if (!answer?.there || conversations.get(account.id) !== conversation) return;
  conversation.seen = { life: answer.life, last: answer.last };
  for (const push of answer.received) add(conversation, { from: "push", ...push });
}
setInterval(() => look(open), LOOK);
document.addEventListener("visibilitychange", () => look(open));

function tick() {
  document.querySelector("[data-clock]").textContent = clock(new Date());
}
tick();
setInterval(tick, 10000);

const wide = matchMedia("(min-width: 721px)").matches;
const first = accounts.has(memory.lastOpened()) ? memory.lastOpened() : wide && accounts.keys().next().value;
if (first) openAccount(first);
