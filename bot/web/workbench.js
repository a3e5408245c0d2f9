"use strict";

// Uses make, at, labels, lang, visit and notice of preview.js, which calls setUpWorkbench when they are there.
const WIDE = matchMedia("(min-width: 60rem)");
let bench = "question";
let shownQuestion = "";

function setUpWorkbench() {
  at("#workbench-name").textContent = labels.workbench;
  at("#filter").placeholder = at("label[for=filter]").textContent = labels.filter;
  at("#only + span").textContent = labels.only_problems;
  at("#pages .note").textContent = labels.votes_about;
  for (const name of ["title", "problems", "questions", "checked", "votes"]) {
    at("#pages thead tr").append(make("th", labels[`column_${name}`], { scope: "col" }));
  }
  for (const name of ["question", "pages"]) {
    const choose = make("button", labels[name], { type: "button" });
    choose.dataset.bench = name;
    choose.addEventListener("click", () => turnTo(name));
    at("#benches").append(choose);
  }
  at("#filter").addEventListener("input", sift);
  at("#only").addEventListener("change", sift);
  WIDE.addEventListener("change", () => { at("#workbench").open = WIDE.matches; });
  at("#workbench").open = WIDE.matches;
  at("#workbench").addEventListener("toggle", () => {
    if (at("#workbench").open && !WIDE.matches) at("#workbench").scrollIntoView();
  });
  turnTo(bench);
}

function turnTo(name) {
  bench = name;
  for (const button of at("#benches").children) button.setAttribute("aria-pressed", button.dataset.bench === name);
  at("#question").hidden = name !== "question";
  at("#pages").hidden = name !== "pages";
  showPages();
}

function problemLine(problem) {
  const line = make("li", null, { className: problem.error ? "error" : "" });
  line.append(make("code", `${problem.place}:`), " ", make("b", problem.code), " ", problem.sentence);
  return line;
}

function showProblems(pages) {
  const box = at("#problems");
  box.hidden = pages.problems.length === 0;
  if (pages.errors !== box.classList.contains("broken")) box.open = pages.errors; // what only could be better stays folded
  box.classList.toggle("broken", pages.errors);
  const counted = pages.errors ? "" : ` ${pages.problems.length}`;
  box.querySelector("summary").textContent = (pages.errors ? labels.broken : labels.warned) + counted;
  const first = [...pages.problems].sort((one, other) => other.error - one.error);
  box.querySelector("ul").replaceChildren(...first.map(problemLine));
  const errors = pages.problems.filter((problem) => problem.error).length;
  at("#error-count").hidden = errors === 0;
  at("#error-count").textContent = errors;
}

function pieces(tag, parts, properties) {
  const line = make(tag, null, properties);
  for (const [text, shared] of parts) line.append(shared ? make("mark", text, { className: shared }) : text);
  return line;
}

function bar(value, needed) {
  const whole = make("div", null, { className: "bar", ariaHidden: "true" });
  const part = make("div");
  part.style.width = `${100 * value}%`;
  whole.append(part);
  if (needed !== undefined) {
    whole.classList.toggle("short", value < needed);
    const mark = make("i");
    mark.style.left = `${100 * needed}%`;
    whole.append(mark);
  }
  return whole;
}

function opener(page) {
  const open = make("button", page.title, { type: "button", className: "opener", title: labels.open });
  open.addEventListener("click", () => {
    visit(page.id);
    if (!WIDE.matches) at(".phone").scrollIntoView();
  });
  return open;
}

function pageProblems(page) {
  if (page.problems.length === 0) return make("p", labels.no_problems, { className: "note" });
  const list = make("ul", null, { className: "problems" });
  list.append(...page.problems.map(problemLine));
  return list;
}

function considered(candidate) {
  const item = make("li");
  const head = make("div", null, { className: "considered" });
  head.append(candidate.id ? opener(candidate) : make("span", candidate.title));
  if (candidate.fate) head.append(make("span", candidate.fate, { className: "fate" }));
  head.append(make("b", `${Math.round(100 * candidate.score)}%`));
  item.append(head, bar(candidate.score));
  return item;
}

function comparedQuestions(page) {
  const parts = [make("h3", labels.compared)];
  const legend = make("p", null, { className: "note" });
  legend.append(make("mark", labels.shared, { className: "word" }), " ", make("mark", labels.meant, { className: "notion" }));
  const list = make("ul", null, { className: "compared" });
  for (const question of page.compared) {
    const item = pieces("li", question.pieces, { lang: question.language });
    item.append(" ", make("code", question.place));
    list.append(item);
  }
  return [...parts, legend, list];
}

function showQuestion(question) {
  const fresh = JSON.stringify(question);
  if (fresh === shownQuestion) return; // what is being read or copied stays as it is
  shownQuestion = fresh;
  if (!question) {
    at("#question").replaceChildren(make("p", labels.ask_first, { className: "note" }));
    return;
  }
  const facts = make("dl");
  for (const [name, value] of question.facts) facts.append(make("dt", name), make("dd", value));
  const parts = [pieces("p", question.message, { className: "message" })];
  parts.push(make("p", question.outcome, { className: "outcome", role: "status" }), facts);
  if (question.scales.length) {
    parts.push(make("h2", labels.certainty));
    for (const scale of question.scales) parts.push(make("p", scale.text, { className: "scale" }), bar(scale.value, scale.needed));
  }
  parts.push(make("h2", labels.advice));
  for (const sentence of question.advice) parts.push(make("p", sentence));
  if (question.line) parts.push(make("code", question.line, { className: "line" }));
  if (question.candidates.length) {
    const list = make("ol", null, { className: "candidates" });
    list.append(...question.candidates.map(considered));
    parts.push(make("h2", labels.candidates), list);
  }
  if (question.page) {
    const place = make("p", null, { className: "where" });
    place.append(opener(question.page), " ", make("code", question.page.place));
    parts.push(make("h2", labels.first_page), place, pageProblems(question.page), ...comparedQuestions(question.page));
  }
  at("#question").replaceChildren(...parts);
}

function cell(name, content) {
  const made = make("td", content);
  made.dataset.label = labels[`column_${name}`];
  return made;
}

function row(page, topic) {
  const made = make("tr");
  made.dataset.words = [page.title, page.place, topic.title, ...page.problems.map((each) => each.code)].join(" ").toLowerCase();
  made.dataset.problems = page.problems.length;
  const title = make("th", opener(page), { scope: "row" });
  title.append(make("code", page.place));
  const problems = cell("problems", page.problems.length ? "" : "–");
  if (page.problems.length) problems.append(pageProblems(page));
  const counts = Object.entries(page.questions).map(([language, count]) => `${language} ${count}`).join(" · ");
  const stale = labels.stale.replace("{date}", page.checked).replace("{days}", page.days);
  const checked = cell("checked", make("span", page.stale ? stale : page.checked, { className: page.stale ? "stale" : "" }));
  const [helped, unhelped] = page.votes;
  const votes = helped + unhelped ? labels.votes.replace("{helped}", helped).replace("{unhelped}", unhelped) : "–";
  made.append(title, problems, cell("questions", counts), checked, cell("votes", votes));
  return made;
}

async function showPages() {
  if (bench !== "pages") return;
  let found;
  try {
    found = await (await fetch(`/pages?lang=${lang}`)).json();
  } catch {
    notice(labels.lost, true);
    return;
  }
  const table = at("#pages table");
  const held = table.contains(document.activeElement) ? document.activeElement.closest("tr")?.dataset.words : null;
  table.querySelectorAll("tbody").forEach((body) => body.remove());
  for (const topic of found.topics) {
    const body = make("tbody");
    const head = make("tr", null, { className: "topic" });
    head.append(make("th", topic.title, { colSpan: 5, scope: "rowgroup" }));
    body.append(head, ...topic.pages.map((page) => row(page, topic)));
    table.append(body);
  }
  if (held) [...table.querySelectorAll("tr")].find((each) => each.dataset.words === held)?.querySelector("button")?.focus();
  sift();
}

function sift() {
  const wanted = at("#filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  let [shown, all] = [0, 0];
  for (const body of at("#pages table").tBodies) {
    let any = false;
    for (const line of body.rows) {
      if (line.className === "topic") continue;
      const fits = wanted.every((word) => line.dataset.words.includes(word));
      line.hidden = !fits || (at("#only").checked && line.dataset.problems === "0");
      any ||= !line.hidden;
      shown += !line.hidden;
      all += 1;
    }
    body.hidden = !any;
  }
  at("#shown").textContent = labels.shown.replace("{shown}", shown).replace("{all}", all);
}
