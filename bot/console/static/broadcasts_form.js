// The form of a broadcast: shows the fields that matter, counts whom it reaches, and how the message reads, as one types.

const form = document.getElementById("compose");
const WAIT = 350; // milliseconds without a change
const LONGEST = 7500; // characters of an address

function latest(target) {
  let running = null;
  let timer = 0;
  return (url) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      running?.abort();
      const mine = running = new AbortController();
      target.setAttribute("aria-busy", "true");
      try {
        const answer = await fetch(url(), { signal: mine.signal });
        if (answer.status === 200) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          if (mine === running) target.replaceChildren(...page.body.childNodes);
        } else if (answer.status === 401) {
          target.textContent = "登录已过期，请另开一页登录后再试。";
        }
      } catch (error) {
        if (error.name !== "AbortError") target.textContent = "连不上服务器，请稍候再试。";
      } finally {
        if (mine === running) target.removeAttribute("aria-busy");
      }
    }, WAIT);
  };
}

function query(names) {
  const said = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value && (names.includes(name) || name.startsWith("field-"))) said.set(name, value);
  }
  return said;
}

const WHO = ["who", "deadline", "status", "application", "recommender", "tag", "channel"];
const ask = latest(document.getElementById("count"));
const show = latest(document.getElementById("looks"));

function count() {
  ask(() => `${form.dataset.count}?${query(WHO)}`);
}

function looks() {
  if (`${query([...WHO, "name", "text"])}`.length < LONGEST) show(() => `${form.dataset.looks}?${query([...WHO, "name", "text"])}`);
}

function room() {
  const note = document.getElementById("room");
  const most = Number(note.dataset.most);
  const used = new TextEncoder().encode(form.elements.text.value.trim()).length;
  const left = most - used;
  note.textContent = left < 0
    ? `超出 ${-left} 字节（约 ${Math.ceil(-left / 3)} 个汉字），请缩短`
    : `已用 ${used} 字节，还可以写 ${left} 字节（约 ${Math.floor(left / 3)} 个汉字）`;
  note.classList.toggle("over", left < 0);
}

function chosen() {
  const who = form.elements.who.value;
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = part.dataset.for !== who;
}

let hinted = false;
async function hints() {
  if (hinted || !["submissions", "tag"].includes(form.elements.who.value)) return;
  hinted = true;
  const answer = await fetch(form.dataset.hints);
  if (!answer.ok) return;
  const names = await answer.json();
  for (const [list, of] of [["recommenders", names.recommender], ["tags", names.tag]]) {
    document.getElementById(list)?.replaceChildren(...of.map((name) => Object.assign(document.createElement("option"), { value: name })));
  }
}

form.addEventListener("input", (event) => {
  if (event.target.name === "text") room();
  if (event.target.name === "who") chosen();
  if (["name", "text", "channel", "who", "deadline"].includes(event.target.name) || event.target.name.startsWith("field-")) looks();
  if (WHO.includes(event.target.name)) count();
  hints();
});

let sent = false;
form.addEventListener("submit", (event) => {
  if (event.submitter?.id === "count-button") {
    event.preventDefault();
    count();
  } else if (sent) {
    event.preventDefault();
  } else {
    sent = true;
  }
});
window.addEventListener("pageshow", () => { sent = false; });

chosen();
room();
hints();
count();
