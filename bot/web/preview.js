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
let view = "reader";
let replyTo = 0;
const NAMED = `@${labels.bot} `;
const BOT_LINK = `https://t.me/${labels.bot}`;

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

function press(button, message) {
  if (button.url && !button.url.startsWith(BOT_LINK)) {
    return make("a", button.text, { href: button.url, target: "_blank", rel: "noreferrer" });
  }
  const pressed = make("button", button.text, { type: "button" });
  pressed.addEventListener("click", () => {
    if (button.url) visit(button.url.split("start=")[1]);
    else if (button.switch_inline_query !== undefined) writeText(NAMED + button.switch_inline_query);
    else post("/tap", { message: message.message_id, data: button.callback_data });
  });
  return pressed;
}

const KINDS = ["voice", "photo", "sticker", "location", "contact"];
function fill(item, message) {
  const bubble = make("div", null, { className: "bubble" });
  const quoted = message.reply_to_message;
  if (quoted) bubble.append(make("blockquote", (quoted.text ?? quoted.caption ?? "…").slice(0, 80)));
  if (message.via_bot) bubble.append(make("p", `via @${message.via_bot.username}`, { className: "via" }));
  const picture = message.photo?.find((size) => size.file_id.startsWith("file-"));
  const kind = KINDS.find((each) => message[each]);
  if (kind && !picture) bubble.append(make("em", labels.attached[kind]));
  if (picture) {
    const size = { src: `/file?id=${picture.file_id}`, width: picture.width, height: picture.height, alt: "" };
    bubble.append(make("img", null, size), make("br"), message.caption);
  } else if (message.document) {
    const size = `${Math.ceil(message.document.file_size / 1024)} KB`;
    const link = { href: `/file?id=${message.document.file_id}`, download: message.document.file_name };
    bubble.append(make("a", `${message.document.file_name}, ${size}`, link), make("br"), message.caption ?? "");
  } else if (message.caption) bubble.append(make("br"), message.caption);
  if (message.html) copyInto(bubble, new DOMParser().parseFromString(message.html, "text/html").body);
  else bubble.append(message.text ?? "");
  const rows = make("div", null, { className: "buttons" });
  for (const row of message.reply_markup?.inline_keyboard ?? []) {
    const line = make("div");
    for (const button of row) {
      line.append(press(button, message));
    }
    rows.append(line);
  }
  const reply = make("button", labels.reply, { type: "button", className: "reply" });
  reply.addEventListener("click", () => quote(message));
  item.replaceChildren(bubble, rows, reply);
}

function show(message) {
  const id = `message-${message.message_id}`;
  let item = document.getElementById(id);
  if (!item) {
    item = make("li", null, { id, className: message.from?.id === Number(chat) ? "own" : "" });
    chatList.append(item);
  }
  const held = item.contains(document.activeElement);
  fill(item, message);
  if (held) item.querySelector("button")?.focus();
  item.scrollIntoView({ block: message.from?.id === Number(chat) ? "end" : "nearest" });
}

function showState(pages) {
  at("#state").textContent = pages.errors ? labels.mend : pages.state;
  at("#state").classList.toggle("broken", pages.errors);
}

function showBeside({ pages, question }) {
  showState(pages);
  showProblems(pages);
  showQuestion(question);
}

function quote(message) {
  replyTo = message?.message_id ?? 0;
  at("#replying").hidden = !message;
  at("#replying").textContent = message ? `${labels.reply}: ${(message.text ?? message.caption ?? "…").slice(0, 60)}` : "";
  if (message) input.focus();
}

function showAlert(text) {
  at("#alert p").textContent = text;
  at("#alert").showModal();
}

function look(name, first = "") {
  view = name;
  for (const button of at("#views").children) button.setAttribute("aria-pressed", button.dataset.view === name);
  return open(first);
}

async function visit(start) {
  await look("reader", start ? `/start ${start}` : "/start");
}

function writeText(text) {
  input.value = text;
  input.focus();
  input.dispatchEvent(new Event("input"));
}

let asked = 0;
async function offerCards() {
  const list = at("#cards");
  const text = input.value.startsWith(NAMED) ? input.value.slice(NAMED.length) : null;
  const turn = ++asked;
  if (text === null) { list.hidden = true; return; }
  await new Promise((ready) => setTimeout(ready, 250));
  if (turn !== asked) return;
  const answer = await fetch(`/inline?lang=${lang}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ chat, text }),
  });
  const { cards } = await answer.json();
  if (turn !== asked) return;
  list.replaceChildren();
  for (const card of cards) {
    const choose = make("button", make("b", card.title), { type: "button" });
    choose.append(make("span", card.description ?? ""));
    choose.addEventListener("click", () => { writeText(""); post("/choose", { text, id: card.id }); });
    const item = make("li");
    item.append(choose);
    list.append(item);
  }
  list.hidden = cards.length === 0;
}

const NOTICE_MILLISECONDS = 5000;
let noticeEnds = 0;
function notice(text, stays = false) {
  clearTimeout(noticeEnds);
  at("#notice").textContent = text;
  at("#notice").hidden = !text;
  if (text && !stays) noticeEnds = setTimeout(() => notice(""), NOTICE_MILLISECONDS);
}

async function post(path, body) {
  notice("");
  try {
    const answer = await fetch(`${path}?lang=${lang}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ chat, view, ...body }),
    });
    if (!answer.ok) notice(answer.statusText);
  } catch {
    notice(labels.lost, true);
  }
}

async function open(first) {
  stream?.close();
  quote(null);
  chatList.replaceChildren();
  const mine = new EventSource(`/events?chat=${chat}&view=${view}&lang=${lang}`);
  stream = mine;
  mine.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    if (event.kind === "pages" || event.kind === "question") showBeside(event);
    else if (event.kind === "deleted") document.getElementById(`message-${event.message.message_id}`)?.remove();
    else if (event.kind === "notice") notice(event.message.text);
    else if (event.kind === "alert") showAlert(event.message.text);
    else if (event.kind === "cards") return;
    else show(event.message);
    if (event.kind === "pages" || event.kind === "buttons") showPages(); // a vote takes buttons away
  };
  mine.onerror = () => notice(labels.lost, true);
  await new Promise((ready) => { mine.onopen = () => { notice(""); ready(); }; });
  const history = await (await fetch(`/history?chat=${chat}&view=${view}&lang=${lang}`)).json();
  if (stream !== mine) return; // another view was opened meanwhile
  showBeside(history);
  history.messages.forEach(show);
  const start = first || (history.messages.length === 0 && view === "reader" && "/start");
  if (start) await post("/say", { text: start }); // beside whatever is being typed
  input.focus();
}

async function say(text) {
  if (!text.trim()) return;
  input.value = "";
  input.style.height = "";
  offerCards();
  const reply = replyTo;
  quote(null);
  await post("/say", { text, reply });
}

compose.addEventListener("submit", (event) => { event.preventDefault(); say(input.value); });
input.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); say(input.value); }
});
input.addEventListener("input", offerCards);
input.addEventListener("input", () => { input.style.height = ""; input.style.height = `${input.scrollHeight + 2}px`; });
at("#restart").addEventListener("click", () => { chat = chatNumber(true); look("reader"); });

at("#restart").textContent = labels.restart;
at("#title").title = labels.about;
at("label[for=text]").textContent = labels.write;
input.placeholder = labels.write;
const send = compose.querySelector("button[type=submit]");
send.textContent = "➤";
send.setAttribute("aria-label", labels.send);
send.title = labels.send;
at("#menu summary").textContent = labels.menu;
for (const [command, meaning] of Object.entries(labels.commands)) {
  const choose = make("button", `${command} – ${meaning}`, { type: "button" });
  choose.addEventListener("click", () => { at("#menu").open = false; say(command); input.focus(); });
  const item = make("li");
  item.append(choose);
  at("#menu ul").append(item);
}
at("#attach summary").setAttribute("aria-label", labels.attach);
for (const [kind, name] of Object.entries(labels.attached)) {
  const choose = make("button", name, { type: "button" });
  choose.addEventListener("click", () => { at("#attach").open = false; post("/attach", { kind, reply: replyTo }); quote(null); input.focus(); });
  const item = make("li");
  item.append(choose);
  at("#attach ul").append(item);
}
for (const name of ["reader", "group", "operators"]) {
  const choose = make("button", labels[name], { type: "button" });
  choose.dataset.view = name;
  choose.addEventListener("click", () => look(name));
  at("#views").append(choose);
}
at("#alert button").textContent = labels.close;
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  at("#menu").open = at("#attach").open = false;
  at("#cards").hidden = true;
  quote(null);
});
for (const [code, name] of Object.entries(labels.languages)) {
  const link = make("a", name, { href: `/?lang=${code}`, lang: code });
  if (code === lang) link.setAttribute("aria-current", "true");
  at("#languages").append(link);
}
setUpWorkbench();
look("reader");
