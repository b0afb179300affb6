// The form of a call: questions that depend on others, rows of tables, sums in larger units.
// Without this every question is shown, and the buttons of a table send the form and get it back.

const rowsOf = (table) => [...table.querySelectorAll(":scope > [data-row]")];

// Every name and id of a row holds its number.
function renumber(table) {
  const numbered = new RegExp(`(a-${table.dataset.rows}-)\\d+-`, "g");
  const rows = rowsOf(table);
  rows.forEach((row, at) => {
    row.querySelector("[data-row-number]").textContent = at + 1;
    for (const part of row.querySelectorAll("[name], [id], [aria-describedby]")) {
      for (const told of ["name", "id", "aria-describedby"]) {
        const was = part.getAttribute(told);
        if (was) part.setAttribute(told, was.replace(numbered, `$1${at}-`));
      }
      if (part.name === "row") part.value = part.value.replace(/\d+$/, at);
    }
  });
  table.querySelector(":scope > .row-add").hidden = rows.length >= Number(table.dataset.most);
}

function emptied(row) {
  for (const field of row.querySelectorAll("input, select, textarea")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
    field.removeAttribute("aria-invalid");
  }
  row.querySelector(":scope > .errorlist")?.remove();
  return row;
}

function attachRows(table) {
  const pattern = emptied(rowsOf(table).at(-1).cloneNode(true));
  const add = () => {
    const row = pattern.cloneNode(true);
    table.querySelector(":scope > .row-add").before(row);
    return row;
  };
  // The spare row is for who has no script, or nothing in the table yet.
  if (rowsOf(table).length > 1) table.querySelector(":scope > [data-spare]")?.remove();
  renumber(table);

  table.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=row]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-row]");
    const [, act] = button.value.split(":");
    let focus = button;
    if (act === "add") focus = add().querySelector("input, select, textarea");
    if (act === "up") row.previousElementSibling?.matches("[data-row]") && row.previousElementSibling.before(row);
    if (act === "down") row.nextElementSibling?.matches("[data-row]") && row.nextElementSibling.after(row);
    if (act === "remove") {
      focus = table;
      if (rowsOf(table).length > 1) row.remove();
      else emptied(row);
    }
    renumber(table);
    focus.focus();
    table.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // What was typed without a connection may have more rows than the page that comes back.
  table.form.addEventListener("draft-fill", ({ detail }) => {
    const numbers = detail.map((name) => name.match(`^a-${table.dataset.rows}-(\\d+)-`)?.[1] ?? -1).map(Number);
    const wanted = Math.max(1, ...numbers.map((number) => number + 1));
    while (rowsOf(table).length > wanted) rowsOf(table).at(-1).remove();
    while (rowsOf(table).length < wanted) add();
    renumber(table);
  });
}

function attachWhen(form) {
  const asked = [...form.querySelectorAll("[data-when]")];
  if (!asked.length) return;
  const show = () => {
    const answers = new FormData(form);
    for (const one of asked) one.hidden = !one.dataset.whenValues.split(" ").includes(answers.get(one.dataset.when) ?? "");
  };
  for (const words of form.querySelectorAll("[data-when-words]")) words.remove();
  form.addEventListener("input", show);
  form.addEventListener("draft-filled", show);
  show();
}

function attachMoney(field) {
  const note = document.createElement("span");
  note.className = "faint money-words";
  (field.closest(".with-unit") ?? field).after(note);
  const show = () => {
    const yuan = Number(field.value.replaceAll(/[,，\s]/g, ""));
    note.textContent = yuan >= 10000 ? field.dataset.money.replace("#", (yuan / 10000).toLocaleString("en", { maximumFractionDigits: 6 })) : "";
  };
  field.addEventListener("input", show);
  field.form.addEventListener("draft-filled", show);
  show();
}

export function attachApplications(root) {
  for (const table of root.querySelectorAll("[data-rows]")) attachRows(table);
  for (const form of root.querySelectorAll("form:has([data-when])")) attachWhen(form);
  for (const field of root.querySelectorAll(":not(.row) > .with-unit > [data-money]")) attachMoney(field);
}
