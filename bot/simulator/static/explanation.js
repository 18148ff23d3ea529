// The fold-out under a reply: how the answer was reached.

import { element } from "./elements.js";

const OUTCOMES = {
  answered: "已回答",
  unspecified: "文件没有规定",
  clarify: "反问会员",
  unknown: "没有找到",
  handoff: "转人工",
};

export function explanationOf(explanation, milliseconds) {
  const rows = element("dl", "");
  const row = (term, ...values) => rows.append(element("dt", "", term), element("dd", "", ...values));
  if (explanation) {
    row("处理", explanation.handler);
    row("结果", OUTCOMES[explanation.outcome] ?? explanation.outcome);
    if (explanation.reading) reading(row, "理解", explanation.reading);
    if (explanation.runner_up) reading(row, "次选", explanation.runner_up);
    for (const source of explanation.sources) {
      row("出处", `《${source.document}》${source.section}`, source.quote ? element("blockquote", "", source.quote) : null);
    }
  } else {
    row("处理", "没有留下记录");
  }
  row("用时", `${milliseconds} 毫秒`);
  return element("details", "explanation", element("summary", "", "这个回答是怎么得出的"), rows);
}

function reading(row, term, { handler, subject, asked, score, why }) {
  const words = [subject, asked].filter(Boolean).join(" · ") || handler;
  row(term, words);
  row("得分", `${Number(score).toFixed(2)}（${handler}）`);
  if (why.length) row("理由", why.join("；"));
}
