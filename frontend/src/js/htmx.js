// htmx under a strict policy: no eval, no style element of its own; refusals (4xx) are shown, not swallowed.
import htmx from "htmx.org";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  allowScriptTags: false,
  historyCacheSize: 0,
  scrollIntoViewOnBoost: false,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "4(0[0349]|22)", swap: true },
    { code: "...", swap: false, error: true },
  ],
});

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token.value;
});

document.addEventListener("htmx:beforeRequest", ({ target }) => target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ target }) => target.removeAttribute("aria-busy"));

// What somebody has unfolded stays unfolded when its part of the page comes anew.
const unfolded = new WeakMap();
document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
  unfolded.set(detail.xhr, [...target.querySelectorAll("details[open][id]")].map(({ id }) => id));
});
document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
  for (const id of unfolded.get(detail.xhr) ?? []) {
    target.querySelector(`details[id="${CSS.escape(id)}"]`)?.setAttribute("open", "");
  }
});
