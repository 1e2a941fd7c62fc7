// The emergency stop's page: sends the forms to the API, and asks every second how things stand. Without it the forms
// are sent as forms.
const { lang, csrf } = document.body.dataset;
const said = document.getElementById("said");
const state = document.getElementById("state");

function tell(text) {
  said.textContent = text;
  said.hidden = !text;
}

async function send(method, path, body) {
  try {
    const answer = await fetch(path, {
      method,
      headers: { "Content-Type": "application/json", ...(csrf ? { "X-CSRF-Token": csrf } : {}) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.ok) return true;
    const problem = await answer.json();
    const reasons = (problem.errors ?? []).map((one) => (lang === "zh" && one.message_zh) || one.message);
    tell(reasons.filter(Boolean).join(" ") || problem.detail || String(answer.status));
  } catch (error) {
    tell(String(error));
  }
  return false;
}

function on(form, work) {
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const { reason } = Object.fromEntries(new FormData(form));
    tell("");
    button.disabled = true;
    await work({ reason });
    button.disabled = false;
  });
}

// What is being typed must not be lost when the state is drawn anew.
const isTyping = () => state.contains(document.activeElement) && document.activeElement.value;

let shown = "";
async function look() {
  try {
    const answer = await fetch(`/stop/state?lang=${lang}`);
    if (answer.status === 401) return location.reload();
    if (!answer.ok || isTyping()) return;
    const drawn = await answer.text();
    if (drawn === shown) return; // who only hears the page is not told the same again
    shown = drawn;
    state.innerHTML = drawn;
    state.setAttribute("aria-busy", "false");
    for (const form of state.querySelectorAll("form.lift")) {
      on(form, async (given) => {
        if (await send("POST", `/api/v1/emergency-stop/${form.dataset.stop}/lift`, given)) {
          form.reset();
          document.activeElement?.blur();
          await look();
        }
      });
    }
  } catch (error) {
    tell(String(error));
  }
}

on(document.getElementById("order"), async (given) => {
  if (await send("POST", "/api/v1/emergency-stop", given)) document.getElementById("order").reset();
  await look();
});

if (state) {
  await look();
  for (;;) {
    await new Promise((done) => setTimeout(done, document.hidden ? 5000 : 1000));
    await look();
  }
}
