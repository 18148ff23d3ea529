// Builds elements from text alone: nothing that anybody wrote is ever read as HTML.

export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

const two = (number) => String(number).padStart(2, "0");

export function clock(date) {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

// As WeChat writes it: the time alone today, 昨天, else the date.
export function stamp(at, now = new Date()) {
  const date = new Date(at);
  const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(date)) / 86400000);
  if (days === 0) return clock(date);
  if (days === 1) return `昨天 ${clock(date)}`;
  return `${date.getMonth() + 1}月${date.getDate()}日 ${clock(date)}`;
}
