// A form is handed in once; after a refusal the first thing to correct has the focus.
export function attachForms(root) {
  root.querySelector(".refusal[data-focus], form[method=post] [aria-invalid=true]")?.focus();
  for (const form of root.querySelectorAll("form[method=post]:not([data-prefer])")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) event.preventDefault();
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
    });
  }
}

addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", ({ target }) => target.closest("[data-print]") && print());
