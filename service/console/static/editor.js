// The editor of scenarios: line numbers, what is wrong at its line, what may be written at a place.
// Without it the form does the same by its buttons.
const form = document.getElementById("editor");
const text = form.querySelector("textarea");
const gutter = form.querySelector(".gutter");
const list = document.getElementById("candidates");
const problems = document.getElementById("problems");
const spoken = document.getElementById("spoken");
const words = form.dataset;
const { lang, csrf } = document.body.dataset;
const PAUSE = 600;
let marks = new Map();
let asked = 0;
let timer = 0;
let begun = "";
let chosen = -1;

async function ask(address, body, signal) {
  const answer = await fetch(`/api/v1/scenarios/${address}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf },
    body: JSON.stringify(body),
    signal,
  });
  const told = await answer.json();
  if (answer.ok) return told;
  const why = told.errors?.[0];
  throw new Error((lang === "zh" ? why?.message_zh : why?.message) ?? told.detail);
}

function number() {
  const count = text.value.split("\n").length;
  const lines = [];
  for (let line = 1; line <= count; line += 1) {
    const one = document.createElement("span");
    one.textContent = `${line}\n`;
    if (marks.has(line)) one.className = marks.get(line);
    lines.push(one);
  }
  gutter.replaceChildren(...lines);
  gutter.scrollTop = text.scrollTop;
}

function element(name, content, kind) {
  const made = document.createElement(name);
  made.textContent = content;
  if (kind) made.className = kind;
  return made;
}

function goTo(line, column) {
  const before = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  const place = before + column - 1;
  text.focus();
  text.setSelectionRange(place, place);
  text.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(text).lineHeight));
}

function item(one) {
  const made = document.createElement("li");
  made.className = one.severity;
  const where = words.at.replace("LINE", one.line).replace("COLUMN", one.column);
  const link = element("button", where, "link");
  link.type = "button";
  link.addEventListener("click", () => goTo(one.line, one.column));
  made.append(element("b", words[one.severity]), " ", link);
  if (one.field) made.append(" ", element("code", one.field));
  made.append(document.createElement("br"), one.message[lang], document.createElement("br"));
  made.append(element("span", words.repair + one.repair[lang], "hint"));
  return made;
}

function show(found) {
  marks = new Map();
  for (const one of found) {
    if (one.severity !== "info" && marks.get(one.line) !== "error") marks.set(one.line, one.severity);
  }
  number();
  if (!found.length) {
    const line = document.createElement("p");
    line.append(element("span", words.none, "badge good"));
    problems.replaceChildren(line);
    return;
  }
  const all = document.createElement("ol");
  all.append(...found.map(item));
  problems.replaceChildren(all);
}

async function check() {
  const mine = (asked += 1);
  const body = {
    text: text.value,
    scenario: words.scenario || null,
    inventory: form.elements.inventory.value || null,
    bia: form.elements.bia.value || null,
  };
  try {
    const told = await ask("check", body);
    if (mine === asked) show(told.problems);
  } catch (error) {
    if (mine === asked) problems.replaceChildren(element("p", words.failed + error.message, "muted"));
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

function spot() {
  const before = text.value.slice(0, text.selectionStart);
  const line = before.split("\n").length;
  return { line, column: before.length - before.lastIndexOf("\n") };
}

function close() {
  list.hidden = true;
  chosen = -1;
  text.removeAttribute("aria-activedescendant");
}

function choose(index) {
  const all = [...list.children];
  if (!all.length) return;
  chosen = (index + all.length) % all.length;
  all.forEach((one, place) => one.setAttribute("aria-selected", String(place === chosen)));
  all[chosen].scrollIntoView({ block: "nearest" });
  text.setAttribute("aria-activedescendant", all[chosen].id);
}

// Written so that the browser's own undo takes it back.
function write(word, start, end) {
  text.focus();
  text.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, word)) text.setRangeText(word, start, end, "end");
}

function take() {
  const word = list.children[chosen]?.dataset.insert;
  if (word === undefined) return;
  const end = text.selectionStart;
  write(word, end - begun.length, end);
  close();
  number();
  soon();
}

function offer(told) {
  begun = told.begun;
  const made = told.candidates.map((one, place) => {
    const line = document.createElement("li");
    line.id = `candidate-${place}`;
    line.role = "option";
    line.dataset.insert = one.insert;
    line.append(element("code", one.insert));
    if (one.detail) line.append(element("small", one.detail));
    line.addEventListener("mousedown", (event) => {
      event.preventDefault();
      chosen = place;
      take();
    });
    return line;
  });
  list.replaceChildren(...made);
  if (!made.length) {
    spoken.textContent = words.nothing;
    close();
    return;
  }
  const { line, column } = spot();
  const height = parseFloat(getComputedStyle(text).lineHeight);
  const top = line * height - text.scrollTop + 14;
  const left = gutter.offsetWidth + 12 + (column - 1 - begun.length) * height * 0.4 - text.scrollLeft;
  list.hidden = false;
  list.style.top = `${Math.min(top, text.clientHeight - 60)}px`;
  list.style.left = `${Math.max(0, Math.min(left, text.clientWidth - 220))}px`;
  choose(0);
  spoken.textContent = `${made.length}`;
}

async function complete() {
  try {
    offer(await ask("complete", { text: text.value, ...spot() }));
  } catch (error) {
    spoken.textContent = error.message;
    close();
  }
}

text.addEventListener("keydown", (event) => {
  if (event.ctrlKey && (event.key === " " || event.code === "Space")) {
    event.preventDefault();
    complete();
  } else if (event.ctrlKey && event.key === "Enter") {
    event.preventDefault();
    check();
  } else if (!list.hidden) {
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move) {
      event.preventDefault();
      choose(chosen + move);
    } else if (event.key === "Enter") {
      event.preventDefault();
      take();
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  } else if (event.key === "Enter" && !event.isComposing) {
    const line = text.value.slice(0, text.selectionStart).split("\n").pop();
    const indent = line.match(/^ */)[0] + (/:\s*$/.test(line) ? "  " : "");
    if (indent) {
      event.preventDefault();
      write(`\n${indent}`, text.selectionStart, text.selectionEnd);
      number();
      soon();
    }
  }
});
text.addEventListener("input", () => {
  close();
  number();
  soon();
});
text.addEventListener("scroll", () => {
  gutter.scrollTop = text.scrollTop;
});
text.addEventListener("blur", close);
text.setAttribute("aria-controls", "candidates");
for (const name of ["inventory", "bia"]) form.elements[name].addEventListener("change", check);
number();
check();
