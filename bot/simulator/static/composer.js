// The bottom of the conversation: typing, voice, other kinds of message, and the account's menu.

const byId = (id) => document.getElementById(id);

export class Composer {
  #speaking = false;
  #perform;

  // perform(act, words): act is what goes to the server, words what the conversation shows of it.
  constructor(perform) {
    this.#perform = perform;
    byId("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    byId("input").addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#say();
    });
    byId("input").addEventListener("input", () => this.#showSend());
    byId("voice-toggle").addEventListener("click", () => this.#speak(!this.#speaking));
    byId("menu-toggle").addEventListener("click", () => fold(byId("menu-toggle"), byId("menus")));
    byId("plus").addEventListener("click", () => fold(byId("plus"), byId("panel")));
    for (const tool of document.querySelectorAll(".tool")) tool.addEventListener("click", () => this.#show(tool));
    for (const button of document.querySelectorAll(".menu button")) {
      button.addEventListener("click", () => this.#tapMenu(button));
    }
    document.addEventListener("click", (event) => {
      if (!event.target.closest(".menu")) closeMenus();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeMenus(true);
    });
  }

  // The bar of the account that is open now.
  open(account) {
    closeMenus();
    let any = false;
    for (const menu of document.querySelectorAll(".menu")) {
      menu.hidden = menu.dataset.menu !== account || !menu.children.length;
      any ||= !menu.hidden;
    }
    byId("menu-toggle").hidden = !any;
    byId("input").value = "";
    this.#speak(false, false);
  }

  #say() {
    const input = byId("input");
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    this.#showSend();
    input.focus();
    this.#perform({ kind: this.#speaking ? "voice" : "text", text });
  }

  #show(tool) {
    fold(byId("plus"), byId("panel"), false);
    const texts = { location: "北京市东城区", link: "一篇文章" };
    this.#perform({ kind: tool.dataset.kind, text: texts[tool.dataset.kind] ?? "" });
  }

  #tapMenu(button) {
    const list = button.nextElementSibling;
    if (list) {
      const opening = list.hidden;
      closeMenus();
      fold(button, list, opening);
      return;
    }
    closeMenus();
    this.#perform({ kind: "click", key: button.dataset.key }, `你点了菜单「${button.textContent.trim()}」`);
  }

  #speak(speaking, focus = true) {
    this.#speaking = speaking;
    const toggle = byId("voice-toggle");
    toggle.setAttribute("aria-pressed", String(speaking));
    toggle.setAttribute("aria-label", speaking ? "切换到键盘" : "切换到语音");
    const hint = speaking ? "说的话（按语音识别发送）" : "输入问题";
    byId("input").placeholder = hint;
    byId("input-label").textContent = hint;
    byId("form").classList.toggle("speaking", speaking);
    this.#showSend();
    if (focus) byId("input").focus();
  }

  #showSend() {
    const empty = !byId("input").value.trim();
    byId("send").hidden = empty;
    byId("plus").hidden = !empty;
    if (!empty) fold(byId("plus"), byId("panel"), false);
  }
}

function fold(button, content, open = content.hidden) {
  content.hidden = !open;
  button.setAttribute("aria-expanded", String(open));
}

function closeMenus(focus = false) {
  for (const list of document.querySelectorAll(".menu-items:not([hidden])")) {
    fold(list.previousElementSibling, list, false);
    if (focus) list.previousElementSibling.focus();
  }
}
