// The keyboard reaches everything: j k move in the list, o opens, x a tick, e exports, / searches, ? explains.
import { tick, tickPage } from "./select.js";

const current = () => document.querySelector("[data-list] [aria-current=true]");

function records() {
  return [...document.querySelectorAll("[data-list] tbody tr, .records[data-list] > li")].filter((record) =>
    record.querySelector("a[href]"),
  );
}

function move(step) {
  const all = records();
  if (!all.length) return;
  const from = all.indexOf(current());
  const to = all[from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + step))];
  current()?.removeAttribute("aria-current");
  to.setAttribute("aria-current", "true");
  to.querySelector("a[href]").focus({ preventScroll: true });
  to.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  o: () => current()?.querySelector("a[href]").click(),
  x: () => {
    const box = current()?.querySelector("input.row-tick");
    if (box && !box.disabled) tick(box);
  },
  a: tickPage,
  e: () => {
    const menu = document.querySelector("details[data-exports]");
    if (!menu) return;
    menu.open = true;
    menu.querySelector("a").focus();
  },
  "/": () => {
    const search = document.querySelector("[data-search]") ?? document.querySelector("input[type=search]");
    search?.focus();
    search?.select();
  },
  "?": () => document.getElementById("keys")?.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not(.row-tick), select, textarea, [contenteditable], dialog")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", ({ target }) => {
  const opener = target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (target.closest("dialog [data-close]")) target.closest("dialog").close();
  if (target.matches("dialog[open]")) target.close();
});
