// Rows are ticked one by one, in a range with Shift, or all on the page; the bar says how many.
// Without this the same boxes and buttons work, only uncounted. Boxes are found anew each time: a search swaps the list.
const bar = () => document.querySelector("form[data-bulk]");
const boxes = () => [...document.querySelectorAll("[data-list] input.row-tick")];
let last = null;

function tell() {
  const form = bar();
  if (!form) return;
  const words = form.querySelector("[data-chosen]");
  words.dataset.none ??= words.textContent;
  const count = boxes().filter((box) => box.checked).length;
  const every = form.querySelector("[name=all]");
  words.textContent = count ? words.dataset.some.replace("#", count) : words.dataset.none;
  form.classList.toggle("is-chosen", count > 0 || every?.checked === true);
  for (const box of boxes()) box.disabled = every?.checked === true;
}

export function tick(box, checked = !box.checked) {
  box.checked = checked;
  last = box;
  tell();
}

export function tickPage() {
  const all = boxes();
  const checked = all.some((box) => !box.checked);
  for (const box of all) box.checked = checked;
  tell();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-choose-page]")) tickPage();
  const box = event.target.closest("input.row-tick");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const between of all.slice(from, to + 1)) between.checked = box.checked;
  }
  last = box;
  tell();
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("form[data-bulk] [name=all]")) tell();
});

export function attachTicks() {
  for (const button of document.querySelectorAll("[data-choose-page][hidden]")) button.hidden = false;
  tell();
}

// Who comes back by the browser's button finds the boxes as they were left.
addEventListener("pageshow", tell);
