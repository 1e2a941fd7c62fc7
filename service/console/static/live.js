// Follows one drill: its records as they come, and the part of the page that the server draws of them.
// A record is applied at once where the page knows how; the part follows at most a few times a second.

const SLOW = ["samples_taken", "ledger_written", "clock_read", "clocks_exchanged", "lease_renewed", "watch_reported"];
const QUICK = [
  "drill_opened", "drill_governed", "runner_started", "runner_handed_over", "journal_returned", "step_invoked",
  "step_completed", "step_skipped", "step_settled", "fault_verified", "undo_invoked", "undo_completed", "undo_proved",
  "ledger_read", "ledger_replayed", "marker_read", "approval_given", "manual_reported", "notice_sent", "abort_asked",
  "safeguard_tripped", "interruption_decided", "drill_closed",
];
const SOON = 150; // ms from a record that matters to the part
const LATER = 2000; // from one that only adds samples
const BETWEEN = 350; // between two parts at least
const BEAT = 10000; // without any record
const LONG = 7; // more letters than this in a clock are written smaller
const LOST = 4000; // so long without a link is said

export class Live {
  // `root` holds the parts; `on` has applied(kind, event), drawn(state) and linked("alive" | "lost" | "over" | "gone").
  constructor(root, on) {
    this.root = root;
    this.on = on;
    this.kept = new Map();
    this.last = 0;
    this.quick = 0;
    this.offset = null;
    this.source = null;
    this.timer = null;
    this.due = Infinity;
    this.isAsking = false;
    this.again = 1000;
    this.brokenSince = null;
    this.take(root.querySelector("[data-seq]"));
    for (const part of root.querySelectorAll("[data-part]")) this.kept.set(part.dataset.part, part.outerHTML);
    document.addEventListener("visibilitychange", () => document.hidden || this.soon(0));
    window.addEventListener("online", () => this.link());
    window.addEventListener("pagehide", () => this.source?.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.link());
  }

  start() {
    this.link();
    this.soon(BEAT);
    this.check();
    setInterval(() => this.check(), 1000);
    return this;
  }

  // What the server's clock says now, ms since 1970: pages never trust the clock of the machine they are shown on.
  now() {
    return performance.timeOrigin + performance.now() + (this.offset ?? 0);
  }

  take(state) {
    this.state = state.dataset;
    this.last = Math.max(this.last, Number(state.dataset.seq));
    const offset = Number(state.dataset.now) - performance.timeOrigin - performance.now();
    const isStrange = this.offset !== null && Math.abs(offset - this.offset) > 3000;
    this.offset = this.offset === null || isStrange ? offset : Math.max(this.offset, offset);
  }

  link() {
    this.source?.close();
    this.source = null;
    const { drill, over } = this.state;
    if (!drill || over) return;
    const address = `/api/v1/drills/${encodeURIComponent(drill)}/events?after=${this.last}`;
    const source = new EventSource(address);
    this.source = source;
    source.onopen = () => {
      this.again = 1000;
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED || source !== this.source) return; // it links again by itself
      this.source = null;
      setTimeout(() => this.source ?? this.link(), this.again);
      this.again = Math.min(this.again * 2, 15000);
    };
    for (const kind of QUICK) source.addEventListener(kind, (event) => this.hear(kind, event, SOON));
    for (const kind of SLOW) source.addEventListener(kind, (event) => this.hear(kind, event, LATER));
  }

  hear(kind, event, wait) {
    this.last = Number(event.lastEventId);
    if (wait === SOON) {
      this.quick = this.last;
      this.on.applied?.(kind, JSON.parse(event.data));
    }
    if (kind === "drill_closed") {
      this.source?.close();
      this.source = null;
    }
    this.soon(wait);
  }

  soon(wait) {
    const due = Math.max(performance.now() + wait, (this.askedAt ?? 0) + BETWEEN);
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.ask(), due - performance.now());
  }

  async ask() {
    this.due = Infinity;
    if (this.isAsking) return this.soon(SOON);
    if (document.hidden && !this.root.dataset.always) return this.soon(BEAT);
    this.isAsking = true;
    let wait = BEAT;
    try {
      const answer = await fetch(this.root.dataset.from, { signal: AbortSignal.timeout(8000) });
      if (answer.status === 401) return this.leave();
      if (!answer.ok) throw new Error(String(answer.status), { cause: answer.headers.get("Retry-After") });
      this.draw(await answer.text());
      this.brokenAsking = false;
      if (this.isGone) {
        this.isGone = false;
        this.link();
      }
    } catch (error) {
      this.brokenAsking = true;
      wait = Math.max(2000, 1000 * Number(error.cause ?? 0));
    } finally {
      this.isAsking = false;
      this.askedAt = performance.now();
    }
    if (this.state.over && !this.root.dataset.always) return;
    this.soon(wait);
  }

  draw(text) {
    const made = document.createElement("template");
    made.innerHTML = text;
    const state = made.content.querySelector("[data-seq]");
    const isOther = state.dataset.drill !== this.state.drill;
    if (!isOther && Number(state.dataset.seq) < this.quick) return this.soon(0); // drawn before what is shown already
    if (isOther) this.last = this.quick = 0;
    this.take(state);
    const shown = this.root.querySelector("[data-seq]");
    for (const name of Object.keys(state.dataset)) shown.dataset[name] = state.dataset[name];
    for (const part of made.content.querySelectorAll("[data-part]")) this.put(part);
    if (isOther) this.link();
    this.on.drawn?.(this.state);
  }

  put(part) {
    const { part: name } = part.dataset;
    const drawn = part.outerHTML;
    const there = this.root.querySelector(`[data-part="${name}"]`);
    if (!there || this.kept.get(name) === drawn) return;
    this.kept.set(name, drawn);
    const open = [...there.querySelectorAll("details[open]")].map((one) => one.id);
    there.replaceWith(part);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  }

  leave() {
    this.source?.close();
    this.source = null;
    this.isGone = true;
    this.on.linked?.("gone");
    setTimeout(() => this.ask(), 30000); // somebody may have logged in again elsewhere
  }

  check() {
    if (this.state.over && !this.root.dataset.always) return this.on.linked?.("over");
    const isLinked = !this.state.drill || this.state.over || this.source?.readyState === EventSource.OPEN;
    const isWell = isLinked && !this.brokenAsking;
    if (isWell) this.brokenSince = null;
    else this.brokenSince ??= performance.now();
    if (this.isGone) return;
    const isLost = this.brokenSince !== null && performance.now() - this.brokenSince > LOST;
    this.on.linked?.(isLost ? "lost" : "alive");
  }
}

// 75 s as 1:15, an hour as 1:00:00; below it with tenths where `fine`.
export function spell(ms, fine) {
  const tenths = Math.floor(Math.max(0, ms) / 100);
  const seconds = Math.floor(tenths / 10);
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const told = `${hours ? `${hours}:${two(Math.floor(seconds / 60) % 60)}` : Math.floor(seconds / 60)}:${two(seconds % 60)}`;
  return fine && !hours ? `${told}.${tenths % 10}` : told;
}

// Lets every clock under `root` go on; `now` gives the server's time.
export function tick(root, now) {
  for (const clock of root.querySelectorAll("[data-since]")) {
    const { since, stopped, target } = clock.dataset;
    if (!since) continue;
    const elapsed = Math.max(0, (stopped ? Number(stopped) : now()) - Number(since));
    const left = Number(target) - elapsed;
    const told = spell(elapsed, true);
    write(clock.querySelector(".elapsed"), told);
    clock.classList.toggle("long", told.length > LONG);
    write(clock.querySelector(".left"), spell(Math.abs(left) + (left > 0 ? 999 : 0), false));
    const bar = clock.querySelector("progress");
    if (bar) bar.value = Math.min(elapsed, bar.max);
    clock.classList.toggle("past", left < 0);
  }
}

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
