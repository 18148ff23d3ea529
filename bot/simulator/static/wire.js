// Hands a member's act to the server, one after another, in the order in which they were made.

let last = Promise.resolve();

export function send(act) {
  last = last.then(() => post(act));
  return last;
}

async function post(act) {
  try {
    const response = await fetch("/simulator/api/send", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(act),
    });
    const answer = await response.json();
    return response.ok ? answer : notDelivered(answer.fault ?? `状态 ${response.status}`);
  } catch {
    return notDelivered("服务没有运行，或网络不通");
  }
}

function notDelivered(why) {
  return { kind: "fault", parts: [{ kind: "text", text: "消息没有送达", target: "", menu_id: "" }], fault: why };
}
