// Lines of a pile are dragged to their place; the fields take the new numbers and are kept like typed ones.
const EDGE = 72; // pixels from the top or bottom of the window within which it scrolls along

export function attachOrders(root) {
  for (const form of root.querySelectorAll("form[data-order]")) {
    for (const field of form.querySelectorAll(".is-place input")) field.closest("td").append(gripOf(form, field));
  }
}

function gripOf(form, field) {
  // The numbers and the arrows do the same from the keyboard.
  const grip = Object.assign(document.createElement("span"), { className: "grip", title: form.dataset.order });
  grip.setAttribute("aria-hidden", "true");
  grip.append(...Array.from({ length: 6 }, () => document.createElement("i")));
  grip.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    follow(form, field, grip, event.pointerId);
  });
  return grip;
}

function follow(form, field, grip, pointer) {
  const row = field.closest("tr");
  const before = row.nextElementSibling;
  const stop = new AbortController();
  const on = (name, heard) => addEventListener(name, heard, { signal: stop.signal });
  row.classList.add("is-dragged");
  on("pointermove", (event) => {
    if (event.pointerId !== pointer) return;
    if (event.clientY < EDGE) scrollBy(0, -EDGE / 6);
    if (event.clientY > innerHeight - EDGE) scrollBy(0, EDGE / 6);
    place(row, event.clientY);
  });
  const end = (event, isKept) => {
    if (event.pointerId !== undefined && event.pointerId !== pointer) return;
    stop.abort();
    row.classList.remove("is-dragged");
    if (!isKept) row.parentElement.insertBefore(row, before);
    else if (row.nextElementSibling !== before) number(form, field);
  };
  on("pointerup", (event) => end(event, true));
  on("pointercancel", (event) => end(event, false));
  on("keydown", (event) => event.key === "Escape" && end(event, false));
}

// Before the first line whose middle is below the pointer, else at the end.
function place(row, height) {
  const others = [...row.parentElement.rows].filter((one) => one !== row);
  const next = others.find((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return height < (top + bottom) / 2;
  });
  if (row.nextElementSibling !== (next ?? null)) row.parentElement.insertBefore(row, next ?? null);
}

// The places there are go round in the new order; what had none before takes the next one.
function number(form, moved) {
  const fields = [...form.querySelectorAll(".is-place input")];
  const placed = fields.filter((field) => field === moved || placeIn(field));
  const places = placed.map(placeIn).filter(Boolean).sort((a, b) => a - b);
  const left = [...form.querySelectorAll("td.is-number")].map((cell) => Number.parseInt(cell.textContent, 10) || 0);
  if (places.length < placed.length) places.push(Math.max(0, ...left, ...places) + 1);
  placed.forEach((field, at) => {
    field.value = places[at];
  });
}

function placeIn(field) {
  return Number.parseInt(field.value, 10) || 0;
}
