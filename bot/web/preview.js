"use strict";

const labels = JSON.parse(document.getElementById("labels").textContent);
const at = (selector) => document.querySelector(selector);
const chatList = at("#chat");
const compose = at("#compose");
const input = at("#text");
const lang = labels.language;

function chatNumber(fresh) {
  let number = fresh ? null : sessionStorage.getItem("chat");
  if (!number) {
    number = String(crypto.getRandomValues(new Uint32Array(1))[0] + 1);
    sessionStorage.setItem("chat", number);
  }
  return number;
}
let chat = chatNumber(false);
let stream = null;

function make(tag, content, properties = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  if (content) element.append(content);
  return element;
}

// Only bold and italics survive; everything else of a message is text. Bare addresses become links, as in Telegram.
const ADDRESS = /((?:https?:\/\/)?(?:[a-z0-9-]+\.)+(?:kg|org|gov|com|ru|int)(?:\/[\w./-]*)?)/gi;
function copyInto(target, node) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      for (const [index, part] of child.data.split(ADDRESS).entries()) {
        const url = /^https?:/i.test(part) ? part : `https://${part}`;
        target.append(index % 2 ? make("a", part, { href: url, target: "_blank", rel: "noreferrer" }) : part);
      }
    } else {
      const tag = { B: "b", STRONG: "b", I: "i", EM: "i" }[child.nodeName] || "span";
      const copy = make(tag);
      copyInto(copy, child);
      target.append(copy);
    }
  }
}

function fill(item, message) {
  const bubble = make("div", null, { className: "bubble" });
  if (message.html) copyInto(bubble, new DOMParser().parseFromString(message.html, "text/html").body);
  else bubble.append(message.text ?? "");
  const rows = make("div", null, { className: "buttons" });
  for (const row of message.reply_markup?.inline_keyboard ?? []) {
    const line = make("div");
    for (const button of row) {
      const press = make("button", button.text, { type: "button" });
      press.addEventListener("click", () => post("/tap", { message: message.message_id, data: button.callback_data }));
      line.append(press);
    }
    rows.append(line);
  }
  item.replaceChildren(bubble, rows);
}

function show(message) {
  const id = `message-${message.message_id}`;
  let item = document.getElementById(id);
  if (!item) {
    item = make("li", null, { id, className: message.from?.is_bot ? "" : "own" });
    chatList.append(item);
  }
  const held = item.contains(document.activeElement);
  fill(item, message);
  if (held) item.querySelector("button")?.focus();
  item.scrollIntoView({ block: message.from?.is_bot ? "nearest" : "end" });
}

function showPages(pages) {
  at("#pages").textContent = pages.state;
  const box = at("#problems");
  box.hidden = pages.problems.length === 0;
  const list = make("ul");
  for (const problem of pages.problems) list.append(make("li", problem));
  box.replaceChildren(pages.errors ? labels.broken : labels.warned, list);
}

function notice(text) {
  at("#notice").textContent = text;
  at("#notice").hidden = !text;
}

async function post(path, body) {
  try {
    const answer = await fetch(`${path}?lang=${lang}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ chat, ...body }),
    });
    notice(answer.ok ? "" : answer.statusText);
  } catch {
    notice(labels.lost);
  }
}

async function open() {
  stream?.close();
  chatList.replaceChildren();
  stream = new EventSource(`/events?chat=${chat}&lang=${lang}`);
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "pages") showPages(event);
    else if (event.kind === "deleted") document.getElementById(`message-${event.message.message_id}`)?.remove();
    else if (event.kind === "notice") notice(event.message.text);
    else show(event.message);
  };
  stream.onerror = () => notice(labels.lost);
  await new Promise((ready) => { stream.onopen = () => { notice(""); ready(); }; });
  const history = await (await fetch(`/history?chat=${chat}&lang=${lang}`)).json();
  showPages(history.pages);
  history.messages.forEach(show);
  if (history.messages.length === 0) await say("/start");
  input.focus();
}

async function say(text) {
  if (!text.trim()) return;
  input.value = "";
  input.style.height = "";
  await post("/say", { text });
}

compose.addEventListener("submit", (event) => { event.preventDefault(); say(input.value); });
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); say(input.value); }
});
input.addEventListener("input", () => { input.style.height = ""; input.style.height = `${input.scrollHeight + 2}px`; });
at("#restart").addEventListener("click", () => { chat = chatNumber(true); open(); });

at("#restart").textContent = labels.restart;
at("#title").title = labels.about;
at("label[for=text]").textContent = labels.write;
input.placeholder = labels.write;
compose.querySelector("button[type=submit]").textContent = labels.send;
at("#menu summary").textContent = labels.menu;
for (const [command, meaning] of Object.entries(labels.commands)) {
  const choose = make("button", `${command} – ${meaning}`, { type: "button" });
  choose.addEventListener("click", () => { at("#menu").open = false; say(command); input.focus(); });
  const item = make("li");
  item.append(choose);
  at("#menu ul").append(item);
}
document.addEventListener("keydown", (event) => { if (event.key === "Escape") at("#menu").open = false; });
for (const [code, name] of Object.entries(labels.languages)) {
  const link = make("a", name, { href: `/?lang=${code}`, lang: code });
  if (code === lang) link.setAttribute("aria-current", "true");
  at("#languages").append(link);
}
open();
