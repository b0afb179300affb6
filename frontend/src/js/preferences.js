// Theme and density change at once; the form still tells the server, which remembers in a cookie.
document.addEventListener("submit", async (event) => {
  const { submitter, target: form } = event;
  if (!form.matches("form[data-prefer]") || !submitter) return;
  event.preventDefault();
  const { name, value } = submitter;
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
  for (const button of document.querySelectorAll(`form[data-prefer] button[name="${name}"]`)) {
    button.setAttribute("aria-pressed", String(button.value === value));
  }
  const answers = new FormData(form);
  answers.set(name, value);
  await fetch(form.action, { method: "POST", body: answers, redirect: "manual" });
});
