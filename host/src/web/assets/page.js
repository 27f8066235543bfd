// Forms that write, what runs, lists that follow what one types, keys. Everything else works without.
"use strict";

const token = document.querySelector("meta[name=token]").content;
const parse = (text) => new DOMParser().parseFromString(text, "text/html");

// Asks before what can't be undone.
const sure = document.getElementById("sure");
function confirmed(question) {
  if (!question) return Promise.resolve(true);
  document.getElementById("sure-what").textContent = question;
  sure.returnValue = "no";
  sure.showModal();
  return new Promise((resolve) => {
    sure.addEventListener("close", () => resolve(sure.returnValue === "yes"), { once: true });
  });
}

// Writes: sent with the page's token; the answer is an address to go to, something to show, or what is wrong.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const { submitter } = event;
  const answer = document.getElementById(submitter?.dataset.answer ?? "") ?? form.querySelector(".answer");
  answer.replaceChildren();
  try {
    if (!await confirmed(form.dataset.confirm)) return;
    if (submitter?.dataset.wait) answer.textContent = submitter.dataset.wait;
    const response = await fetch(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action, {
      method: "POST",
      headers: { "X-Redescente-Token": token },
      body: new URLSearchParams(new FormData(form, submitter)),
    });
    if (response.ok && response.headers.get("content-type") === "application/json") {
      const { go } = await response.json();
      if (go) show(go);
      else watch(document.getElementById(form.dataset.watch));
    } else {
      answer.replaceChildren(...parse(await response.text()).body.childNodes);
      if (!response.ok) answer.focus();
    }
  } catch {
    answer.textContent = document.documentElement.lang === "fr"
      ? "Le programme ne répond pas. Est-il encore ouvert ?"
      : "The program does not answer. Is it still open?";
  } finally {
    delete form.dataset.busy;
  }
});

// What a choice leads to is shown before it is written.
let shown = 0;
document.addEventListener("change", async (event) => {
  const { form } = event.target;
  const part = form?.dataset.preview;
  if (!part) return;
  const mine = ++shown;
  const address = new URL(location.href);
  for (const [name, value] of new FormData(form)) address.searchParams.set(name, value);
  const found = parse(await (await fetch(address)).text()).getElementById(part);
  if (found && mine === shown) document.getElementById(part).replaceWith(found);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-again]")) location.reload();
});

function show(address) {
  const there = new URL(address, location);
  if (there.pathname + there.search !== location.pathname + location.search) return location.assign(there);
  // The same page would only be scrolled.
  history.replaceState(null, "", there);
  location.reload();
}

// What runs: asked about until it ends, then what came of it opens by itself.
const watched = new Set();

async function watch(box) {
  if (watched.has(box)) return;
  watched.add(box);
  const form = document.querySelector(`form[data-watch=${box.id}]:not(#${box.id} *)`);
  const begin = form?.querySelector("button");
  const [what, much, bar] = [".what", ".much", "progress"].map((part) => box.querySelector(part));
  if (begin) begin.disabled = true;
  what.textContent = box.dataset.begin;
  box.hidden = false;
  for (let failures = 0; failures < 20;) {
    try {
      const state = await (await fetch(box.dataset.at)).json();
      failures = 0;
      if (!state.running) {
        box.hidden = true;
        if (begin) begin.disabled = false;
        watched.delete(box);
        if (state.go) show(state.go);
        else form.querySelector(".answer").replaceChildren(...parse(state.problem).body.childNodes);
        return;
      }
      // Said once, not at every step: whoever listens hears the name, not the percents.
      if (what.textContent !== state.what) what.textContent = state.what;
      much.textContent = state.much;
      if (state.percent === null) bar.removeAttribute("value");
      else bar.value = state.percent;
    } catch {
      failures += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  watched.delete(box);
}
document.querySelectorAll("[data-running]").forEach(watch);

// Lists that follow what one types; the address follows too.
let latest = 0;
document.addEventListener("input", (event) => {
  const { form, dataset } = event.target;
  if (!dataset.live) return;
  const mine = ++latest;
  setTimeout(async () => {
    if (mine !== latest) return;
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const response = await fetch(address);
    if (!response.ok || mine !== latest) return;
    const found = parse(await response.text()).getElementById(dataset.live);
    if (!found || mine !== latest) return;
    document.getElementById(dataset.live).replaceWith(found);
    history.replaceState(null, "", address);
  }, 120);
});

// Filters are asked as soon as they are chosen; dates wait until both may be there.
document.addEventListener("change", (event) => {
  const { form, value, type } = event.target;
  if (form && "now" in form.dataset && type !== "text" && type !== "date" && value !== "dates") form.requestSubmit();
});

// Empty answers stay out of addresses.
document.addEventListener("formdata", (event) => {
  if (event.target.method !== "get") return;
  for (const [name, value] of [...event.formData]) {
    if (value === "" && event.formData.getAll(name).length === 1) event.formData.delete(name);
  }
});

// Keys.
const help = document.getElementById("help");
const letters = document.getElementById("letters");
const KEPT = "redescente-letters";
letters.checked = localStorage.getItem(KEPT) !== "0";
letters.addEventListener("change", () => localStorage.setItem(KEPT, letters.checked ? "1" : "0"));
document.getElementById("keys").addEventListener("click", () => help.showModal());
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog[open]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !letters.checked) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const target = document.querySelector(`main [data-key="${CSS.escape(key)}"]`) ?? document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (event.key === "/") document.getElementById("find").focus();
  else if (event.key === "?") help.showModal();
  else if (target) target.click();
  else return;
  event.preventDefault();
});
