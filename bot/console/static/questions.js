// How many bytes of a reply the answer takes, as one types. Without this script the server counts when it is sent.
const counter = document.querySelector("#bytes");
const answer = document.querySelector("#answer");
const basis = document.querySelector("#basis");
const size = (text) => new TextEncoder().encode(text).length;

function count() {
  const beside = basis.value.trim() ? size(`\n依据：${basis.value.trim()}`) : 0;
  const used = size(answer.value.trim().replaceAll("\r\n", "\n"));
  const room = Number(counter.dataset.bytes) - beside;
  counter.classList.toggle("over", used > room);
  const over = used > room ? `超出 ${used - room} 字节，请缩短。` : "";
  counter.textContent = `已用 ${used} 字节，最多 ${room} 字节（一个汉字 3 字节）。${over}`;
}

if (counter && answer && basis) {
  answer.addEventListener("input", count);
  basis.addEventListener("input", count);
  count();
}
