// The wall screen: nobody is there to touch it. It goes on to the next drill, says that it is alive, and begins anew
// from time to time, so that nothing can pile up in a night.
import { Live, tick } from "./live.js";

const root = document.getElementById("live");
const clock = document.getElementById("clock");
const link = document.getElementById("link");
const age = document.getElementById("age");
const word = JSON.parse(document.getElementById("words").dataset.words);
const AFRESH = 3 * 3600 * 1000;
const DEAD = 25000;
const began = performance.now();
let drawnAt = performance.now();

function drawn() {
  drawnAt = performance.now();
}

function linked(how) {
  const isDead = how !== "gone" && performance.now() - drawnAt > DEAD;
  const told = how === "gone" ? "gone" : isDead || how === "lost" ? "dead" : "alive";
  if (link.dataset.how === told) return;
  link.dataset.how = told;
  link.textContent = word[told];
}

// A record of a step is on the wall at once: the line of what happens now takes its state from it.
function applied(kind, event) {
  const step = event.step ? root.querySelector(`[data-step="${CSS.escape(event.step)}"]`) : null;
  if (!step) return;
  if (kind === "step_invoked") step.dataset.state = "running";
  if (kind === "step_completed" && Number(step.dataset.hosts) === 1) step.dataset.state = event.outcome;
  const badge = step.querySelector(".badge");
  if (badge && word[step.dataset.state]) badge.textContent = word[step.dataset.state];
  if (badge) badge.className = `badge ${step.dataset.state}`;
}

const live = new Live(root, { applied, drawn, linked }).start();

const time = new Intl.DateTimeFormat(document.documentElement.lang, {
  timeZone: clock.dataset.zone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
setInterval(() => {
  tick(root, () => live.now());
  const told = time.format(new Date(live.now()));
  if (clock.textContent !== told) clock.textContent = told;
  const seconds = String(Math.round((performance.now() - drawnAt) / 1000));
  if (age.dataset.seconds !== seconds) {
    age.dataset.seconds = seconds;
    age.textContent = word.age.replace("{seconds}", seconds);
  }
  // Begin anew while nothing happens; with a drill under way wait twice as long for a quiet moment.
  const isQuiet = !live.state.drill || live.state.over;
  if (performance.now() - began > (isQuiet ? AFRESH : 2 * AFRESH) && link.dataset.how === "alive") location.reload();
}, 200);

// A screen that sleeps shows nothing.
async function stayAwake() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch {
    // the browser does not let us: the screen's own settings have to do it
  }
}
document.addEventListener("visibilitychange", stayAwake);
await stayAwake();
