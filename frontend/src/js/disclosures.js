// Menus and questions are <details>: one open at a time, Escape or a click elsewhere closes it.
const SELECTOR = "details.menu[open], details.ask[open]";

function close(disclosure, { refocus = false } = {}) {
  disclosure.open = false;
  if (refocus) disclosure.querySelector("summary").focus();
}

document.addEventListener("click", ({ target }) => {
  for (const open of document.querySelectorAll(SELECTOR)) {
    if (!open.contains(target) || target.closest("[data-close]")) close(open);
  }
  const rail = document.getElementById("rail");
  if (!rail) return;
  if (target.closest(".rail-open")) openRail(rail);
  else if (rail.classList.contains("is-open") && (target.closest(".rail-close") || !rail.contains(target))) closeRail(rail);
});

document.addEventListener("click", (event) => {
  if (event.target.closest(".rail-open, .rail-close")) event.preventDefault();
});

function openRail(rail) {
  rail.classList.add("is-open");
  rail.querySelector("a").focus();
}

function closeRail(rail) {
  rail.classList.remove("is-open");
  document.querySelector(".rail-open").focus();
}

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  const open = document.querySelector(SELECTOR);
  if (open) close(open, { refocus: true });
  const rail = document.querySelector(".rail.is-open");
  if (rail) closeRail(rail);
});

document.addEventListener(
  "toggle",
  ({ target }) => {
    if (!target.matches?.("details.ask") || !target.open) return;
    target.querySelector(".ask-body :is(textarea, input:not([type=hidden]), select, button)")?.focus();
  },
  true,
);
