// The drill room: shows a step's result the moment its record comes, and the rest as the server draws it.
import { Live, tick } from "./live.js";

const root = document.getElementById("live");
const link = document.getElementById("link");
const heard = document.getElementById("heard");
const asks = document.getElementById("asks");
const { words } = document.getElementById("words").dataset;
const word = JSON.parse(words);

function row(step) {
  return root.querySelector(`tr[data-step="${CSS.escape(step)}"]`);
}

function mark(step, state, badge) {
  step.dataset.state = state;
  badge.className = `badge ${state}`;
  badge.textContent = word[state];
}

// What one record changes in the timeline: the server draws the same a moment later, from all of them.
function applied(kind, event) {
  const step = event.step && kind.startsWith("step_") ? row(event.step) : null;
  if (!step) return;
  const badge = step.querySelector(".badge");
  if (kind === "step_invoked") mark(step, "running", badge);
  if (kind === "step_skipped") mark(step, "skipped", badge);
  if (kind !== "step_completed") return;
  if (event.outcome !== "ok") step.dataset.bad = event.outcome;
  step.dataset.ended = Number(step.dataset.ended) + 1;
  if (Number(step.dataset.ended) < Number(step.dataset.hosts)) return;
  mark(step, step.dataset.bad || event.outcome, badge);
  heard.textContent = `${step.querySelector(".name").textContent}: ${badge.textContent}`;
}

// What waits for people is drawn for the one who looks; what is being typed there is not lost.
let asked = root.querySelector("[data-seq]").dataset.asks;
async function drawn(state) {
  if (state.asks === asked || !asks) return;
  const digest = state.asks;
  const answer = await fetch(asks.dataset.from);
  if (!answer.ok) return;
  const typed = new Map([...asks.querySelectorAll("form[id]")].map((form) => [form.id, new FormData(form).get("reason")]));
  const held = asks.contains(document.activeElement) ? document.activeElement.id : "";
  asks.innerHTML = await answer.text();
  for (const [id, text] of typed) {
    const field = document.getElementById(id)?.elements.namedItem("reason");
    if (field && text) field.value = text;
  }
  if (held) document.getElementById(held)?.focus();
  asked = digest;
}

function linked(how) {
  const since = link.dataset.since ?? "";
  if (link.dataset.how === how) return;
  link.dataset.how = how;
  if (how === "lost") link.dataset.since = new Date().toLocaleTimeString(document.documentElement.lang, { hour12: false });
  link.className = `tether ${how}`;
  link.textContent = word[how].replace("{at}", link.dataset.since ?? since);
}

const live = new Live(root, { applied, drawn, linked }).start();
setInterval(() => tick(root, () => live.now()), 100);
