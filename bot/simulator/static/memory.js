// What the browser remembers: each account's member for good, the conversations until the tab is closed.

const KEPT = 100;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

const memberKey = (account) => `simulator.member.${account}`;
const conversationKey = (account) => `simulator.conversation.${account}`;
const OPENED = "simulator.opened";

function newOpenid() {
  const bytes = crypto.getRandomValues(new Uint8Array(27));
  return "o" + Array.from(bytes, (byte) => LETTERS[byte % 64]).join("");
}

export function memberOf(account) {
  return localStorage.getItem(memberKey(account)) ?? newMember(account);
}

export function newMember(account) {
  const member = newOpenid();
  localStorage.setItem(memberKey(account), member);
  return member;
}

// A conversation is {following, messages, seen}; following is null until the account is opened for the first time, seen
// says up to where messages that came by themselves were fetched.
export function recall(account) {
  const kept = sessionStorage.getItem(conversationKey(account));
  return kept ? JSON.parse(kept) : { following: null, messages: [] };
}

export function keep(account, { following, messages, seen }) {
  const latest = messages.slice(-KEPT);
  sessionStorage.setItem(conversationKey(account), JSON.stringify({ following, messages: latest, seen }));
}

export function lastOpened() {
  return sessionStorage.getItem(OPENED);
}

export function noteOpened(account) {
  sessionStorage.setItem(OPENED, account);
}
