// What somebody types is kept: on the phone with every key, at the union's every few seconds; through a lost
// connection and a session that ran out. Without script the button keeps it. A screen that only its button can send
// (creators must be whole) is kept on the phone alone.
const PAUSE = 2500;
const LATEST = 15000;
const prefix = "xinghe-draft-";

const fields = (form) => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "revision");

function fill(form, pairs) {
  form.dispatchEvent(new CustomEvent("draft-fill", { detail: pairs.map(([name]) => name) }));
  for (const one of form.querySelectorAll("[type=checkbox], [type=radio]")) one.checked = false;
  for (const [name, value] of pairs) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "checkbox" || field.type === "radio") field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  form.dispatchEvent(new Event("draft-filled"));
}

// What a button sent was taken if the next page followed from it; where it led to the entrance or nowhere, it was not.
function forgetWhatWasTaken() {
  const from = document.referrer && new URL(document.referrer).pathname;
  if (location.pathname === from || location.pathname.startsWith("/account/")) return;
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(prefix))) {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept.isSent && kept.page === from) localStorage.removeItem(key);
  }
}

export function attachDrafts(root) {
  forgetWhatWasTaken();
  for (const form of root.querySelectorAll("form[data-key]")) attach(form);
  for (const form of root.querySelectorAll("form:has([data-share])")) addUp(form);
  for (const field of root.querySelectorAll("[data-limit]")) countDown(field);
}

function attach(form) {
  const key = prefix + form.dataset.key;
  const state = form.querySelector("[data-draft-state]");
  const revision = form.querySelector("[name=revision]");
  let timer, first, sending = false;
  const say = (words) => { state.textContent = words; };
  const keep = (isSent = false) => {
    const kept = { pairs: fields(form), revision: revision.value, page: location.pathname, isSent };
    localStorage.setItem(key, JSON.stringify(kept));
  };

  const stored = JSON.parse(localStorage.getItem(key) ?? "null");
  if (stored && JSON.stringify(stored.pairs) === JSON.stringify(fields(form))) {
    localStorage.removeItem(key);
  } else if (stored) {
    fill(form, stored.pairs);
    // It was typed over that revision: what another phone saved meanwhile is not overwritten unseen.
    revision.value = stored.revision;
    say(state.dataset.restored);
    later();
  }

  function later() {
    if (!form.dataset.draft) return;
    clearTimeout(timer);
    first ??= Date.now();
    timer = setTimeout(send, Math.max(0, Math.min(PAUSE, first + LATEST - Date.now())));
  }

  async function send() {
    if (!form.dataset.draft) return;
    if (sending) return later();
    sending = true;
    first = undefined;
    const sent = fields(form);
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form), redirect: "manual", headers: { "X-Requested-With": "fetch" },
      });
      if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 401) return say(state.dataset.signedOut);
      const said = await answer.json();
      if (!answer.ok) return say(said.sentence);
      revision.value = said.revision;
      if (JSON.stringify(sent) === JSON.stringify(fields(form))) localStorage.removeItem(key);
      else keep();
      say(`${state.dataset.saved} ${new Date(said.saved_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`);
      document.body.dispatchEvent(new Event("draft-saved"));
    } catch {
      say(state.dataset.offline);
      timer = setTimeout(send, 10000);
    } finally {
      sending = false;
    }
  }

  form.addEventListener("input", () => {
    keep();
    later();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    if (localStorage.getItem(key)) keep(true);
  });
  addEventListener("online", send);
}

// How much room is left, said before it is used up.
function countDown(field) {
  const limit = Number(field.dataset.limit);
  const note = document.createElement("span");
  note.className = "faint count-down";
  field.after(note);
  const wide = (text) => [...text].reduce((sum, one) => sum + (one.codePointAt(0) > 0x2e7f ? 1 : 0.5), 0);
  const show = () => {
    const used = field.localName === "textarea" ? Math.ceil(wide(field.value)) : [...field.value].length;
    note.textContent = `${used} / ${limit}`;
    note.classList.toggle("is-over", used > limit);
  };
  field.addEventListener("input", show);
  show();
}

function addUp(form) {
  const total = form.querySelector("[data-share-total]");
  const show = () => {
    const sum = [...form.querySelectorAll("[data-share]")].reduce((all, one) => all + Math.round(Number(one.value || 0) * 100), 0) / 100;
    total.textContent = `${total.dataset.words} ${sum}%`;
    total.classList.toggle("is-over", sum !== 100);
  };
  form.addEventListener("input", show);
  show();
}
