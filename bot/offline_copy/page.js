"use strict";

// Words fold as in bot/matching/keys.py; a test compares the two. No look-behind: iPhones before 2023 cannot read it.
const LETTER = "\\p{L}\\p{Nl}\\p{No}";
const CYRILLIC = { ...pairs("абвгғдеёжзийіккқлмнңоөпрстуүұфхһэы", "abvggdeejziiikkklmnnooprstuuufhhei"),
  ц: "s", ч: "c", ш: "w", щ: "w", ъ: "", ь: "", ю: "iu", я: "ia" };
const LATIN = { shch: "w", sch: "w", sh: "w", ch: "c", dzh: "j", zh: "j", dj: "j", kh: "h", ts: "s", tz: "s",
  yo: "e", ye: "e", ya: "ia", yu: "iu", c: "k", y: "i", x: "h", q: "k",
  ı: "i", ş: "w", ç: "c", ğ: "g", ö: "o", ü: "u", ñ: "n" };
const LATIN_PART = new RegExp(Object.keys(LATIN).sort((one, other) => other.length - one.length).join("|"), "gu");
const LOOK_ALIKES = pairs("aceopxy", "асеорху");
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
const APOSTROPHE = new RegExp(`([${LETTER}])['’ʼʻ\`](?=[${LETTER}])`, "gu");
const FOUR_AT_START = new RegExp(`(^|[^${LETTER}\\p{Nd}_])4(?=[a-z]{3})`, "gu");
const TOKEN = new RegExp(`\\p{Nd}+|[${LETTER}]+`, "gu");

function pairs(from, to) {
  return Object.fromEntries([...from].map((letter, place) => [letter, to[place]]));
}

function translated(word, table) {
  return [...word].map((letter) => table[letter] ?? letter).join("");
}

function key(word) {
  if (/[a-zışçğöüñ]/u.test(word)) {
    if (2 * (word.match(/[а-яёғқңөүұһі]/gu) ?? []).length > [...word].length) word = translated(word, LOOK_ALIKES);
    word = word.replace(LATIN_PART, (part) => LATIN[part]);
  }
  word = translated(word, CYRILLIC);
  return /^\p{Nd}+$/u.test(word) ? word : word.replace(/(.)\1+/gu, "$1");
}

function keys(text) {
  text = text.normalize("NFKC").toLowerCase().replace(UNSEEN, "").replace(APOSTROPHE, "$1");
  text = text.replace(/([a-z])4(?=[a-z])/gu, "$1ch").replace(FOUR_AT_START, "$1ch");
  return (text.match(TOKEN) ?? []).map(key).filter(Boolean);
}

// The index (bot/offline_copy/search.py) speaks of entries by their order on the page.
const entries = [...document.querySelectorAll("details > div")].map((body) => ({
  id: body.id, title: body.parentElement.querySelector("summary").textContent,
}));
let beginningLength = 0;
const index = new Map();

function readIndex() {
  const [length, ...lines] = document.querySelector("script[type='text/plain']").textContent.split("\n");
  beginningLength = Number(length);
  let beginning = "";
  for (const line of lines) {
    const space = line.indexOf(" ");
    beginning = beginning.slice(0, line[0]) + line.slice(1, space);
    index.set(beginning, line.slice(space + 1));
  }
}

function weights(beginning) {
  const found = [];
  let entry = -1;
  for (const [, gap, weight] of index.get(beginning).matchAll(/([0-9a-z]+)([A-Z])/g)) {
    entry += parseInt(gap, 36);
    found.push([entry, weight.charCodeAt(0) - 64]);
  }
  return found;
}

// A letter wrong, too many, missing, or two swapped.
function isSlip(word, beginning) {
  let same = 0;
  while (same < beginning.length && word[same] === beginning[same]) same += 1;
  const [rest, wanted] = [word.slice(same), beginning.slice(same)];
  return rest.slice(1).startsWith(wanted.slice(1)) || rest.slice(1).startsWith(wanted) || rest.startsWith(wanted.slice(1))
    || (rest[0] === wanted[1] && rest[1] === wanted[0] && rest.slice(2).startsWith(wanted.slice(2)));
}

function likeBeginnings(word, unfinished) {
  const cut = word.slice(0, beginningLength);
  const known = [...index.keys()];
  if (unfinished && word.length > 2 && word.length < beginningLength) return known.filter((each) => each.startsWith(word));
  if (index.has(cut)) return [cut];
  if (word.length < beginningLength || /\d/.test(word)) return [];
  return known.filter((each) => each.length === beginningLength && isSlip(word, each));
}

function spokenFor(word, unfinished) {
  const best = new Map();
  for (const [entry, weight] of likeBeginnings(word, unfinished).flatMap(weights)) {
    best.set(entry, Math.max(weight, best.get(entry) ?? 0));
  }
  return best;
}

// Rare words say more; an entry must have a third of what the best one has.
function ranked(text) {
  if (index.size === 0) readIndex();
  const scores = new Map();
  const words = keys(text);
  const unfinished = /\s$/.test(text) ? "" : words[words.length - 1];
  for (const word of new Map(words.map((each) => [each.slice(0, beginningLength), each])).values()) {
    const found = spokenFor(word, word === unfinished);
    const rarity = Math.log(1 + entries.length / found.size);
    for (const [entry, weight] of found) scores.set(entry, (scores.get(entry) ?? 0) + weight * rarity);
  }
  const order = [...scores].sort(([one, its], [other, others]) => others - its || one - other);
  return order.filter(([, score]) => 3 * score >= order[0][1]).slice(0, 8).map(([entry]) => entries[entry]);
}

const form = document.querySelector("form");
const input = form.querySelector("input");
const results = form.querySelector("ul");

function search() {
  const asked = input.value.trim().length > 1;
  const found = asked ? ranked(input.value) : [];
  results.replaceChildren(...found.map(({ id, title }) => {
    const [item, link] = [document.createElement("li"), document.createElement("a")];
    link.href = `#${id}`;
    link.textContent = title;
    item.append(link);
    return item;
  }));
  for (const line of form.querySelectorAll(".found, .else")) line.hidden = found.length === 0;
  form.querySelector(".none").hidden = !asked || found.length > 0;
}

// Not every browser opens by itself what a link leads into.
function open() {
  const target = document.getElementById(location.hash.slice(1));
  for (let around = target?.parentElement; around; around = around.parentElement) if (around.matches("details")) around.open = true;
  target?.parentElement.scrollIntoView();
}

input.addEventListener("input", () => {
  search();
  form.scrollIntoView();  // what was found stands above the keyboard
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search();
  const first = results.querySelector("a");
  if (first) { input.blur(); first.click(); }
});
addEventListener("hashchange", open);
document.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")?.hash === location.hash) open(); });
form.hidden = false;
search();
open();
