// Hands a member's act to the server, one after another, in the order in which they were made; asks what came by itself.

let last = Promise.resolve();

export function send(act) {
  last = last.then(() => post(act));
  return last;
}

// What the account sent by itself since the last look, or null where nobody can tell.
export async function received(look) {
  try {
    const response = await fetch(`/simulator/api/received?${new URLSearchParams(look)}`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
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
