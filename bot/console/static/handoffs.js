// Keeps the list of handoffs, or one conversation, fresh, and counts the bytes of an answer.
// Nothing is asked for while the page is hidden, or was left alone for long: sessions end when nobody is there.

const EVERY = 4000;
const LEFT_ALONE = 10 * 60 * 1000;

const list = document.querySelector("[data-fresh]");
const talk = document.querySelector("[data-talk]");
let used = Date.now();
let over = false;

for (const event of ["pointerdown", "pointermove", "keydown", "scroll", "focus"]) {
  window.addEventListener(event, () => { used = Date.now(); }, { passive: true, capture: true });
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) over = true;
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function refreshList(page) {
  const busy = list.contains(document.activeElement);
  const fresh = page.body.innerHTML.trim();
  if (!busy && list.innerHTML.trim() !== fresh) list.replaceChildren(...page.body.childNodes);
}

function refreshTalk(page) {
  const state = page.getElementById("handoff-state");
  const here = document.getElementById("handoff-state");
  if (state && here && state.innerHTML !== here.innerHTML) here.replaceChildren(...state.childNodes);
  const lines = document.getElementById("handoff-talk");
  const atEnd = lines.scrollHeight - lines.scrollTop - lines.clientHeight < 40;
  let added = false;
  for (const line of [...page.querySelectorAll("#handoff-talk > li")]) {
    const present = document.getElementById(line.id);
    if (!present) {
      lines.append(line);
      added = true;
    } else if (present.innerHTML !== line.innerHTML && !present.contains(document.activeElement)) {
      present.replaceChildren(...line.childNodes);
    }
  }
  if (added && atEnd) toEnd();
}

function toEnd() {
  const lines = document.getElementById("handoff-talk");
  if (lines) lines.scrollTop = lines.scrollHeight;
}

async function refresh() {
  if (document.hidden || Date.now() - used > LEFT_ALONE) return;
  try {
    const page = await fetched((list ?? talk).dataset[list ? "fresh" : "talk"]);
    if (page) (list ? refreshList : refreshTalk)(page);
  } catch {
    // The network is away; the next time may do better.
  }
}

function countBytes() {
  const field = document.querySelector("[data-most]");
  const shown = document.getElementById("text-size");
  if (!field || !shown) return;
  const most = Number(field.dataset.most);
  const count = () => {
    const size = new TextEncoder().encode(field.value.replaceAll("\r\n", "\n").trim()).length;
    const excess = size - most;
    shown.textContent = excess > 0 ? `超出 ${excess} 字节，请删去约 ${Math.ceil(excess / 3)} 个汉字` : "";
    shown.className = excess > 0 ? "error" : "help";
  };
  field.addEventListener("input", count);
  count();
}

if (list || talk) {
  document.getElementById("handoff-talk")?.setAttribute("aria-live", "polite");
  const timer = setInterval(() => (over ? clearInterval(timer) : refresh()), EVERY);
  document.addEventListener("visibilitychange", refresh);
}
toEnd();
countBytes();
