// One broadcast: how far it is, as the service tells it; and how many it would reach, where that took long to count.

const progress = document.getElementById("progress");
const note = document.getElementById("live-note");
const AGAIN = 15000; // milliseconds until the page is loaded again where nothing is told

function shown(told) {
  for (const place of progress.querySelectorAll("[data-live]")) {
    place.textContent = told[place.dataset.live].toLocaleString("en");
  }
  const bar = document.getElementById("bar");
  if (bar) {
    bar.max = told.total || 1;
    bar.value = told.settled;
  }
  note.textContent = told.waiting && told.waiting === told.pending ? "其余的人等下次来消息时告知，不用守着。" : "";
}

function typing() {
  return [...document.querySelectorAll("main input:not([type=hidden])")].some((field) =>
    ["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);
}

function again() {
  if (typing()) {
    note.textContent = "状态有变化，请刷新页面再操作。";
  } else {
    location.reload();
  }
}

if (progress?.dataset.events) {
  const events = new EventSource(progress.dataset.events);
  let settled = false;
  events.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    shown(told);
    const begun = !progress.querySelector("[data-live]") && told.total > 0 && told.stage === "sending";
    if (told.stage !== progress.dataset.stage || begun) {
      settled = true;
      events.close();
      again();
    }
  });
  events.addEventListener("end", (event) => {
    settled = true;
    events.close();
    const { why } = JSON.parse(event.data);
    if (why === "signed-out") note.textContent = "登录已过期，请重新登录后查看。";
    else if (why !== "settled") setTimeout(again, AGAIN);
  });
  events.addEventListener("error", () => {
    if (!settled && events.readyState === EventSource.CLOSED) setTimeout(again, AGAIN);
  });
}

const count = document.querySelector("[data-load]");
if (count) {
  const answer = await fetch(count.dataset.load);
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    count.replaceChildren(...page.body.childNodes);
  }
}

for (const form of document.querySelectorAll("main form")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = !form.action.endsWith("/report");
  });
  window.addEventListener("pageshow", () => { sent = false; });
}
