// The sheet of a judge: points are added up while they are typed, and it is said when words must go with them. What is
// taken in the end, the server decides. Keys: Enter goes to the next criterion, the arrows give one point more or less,
// j and k turn to the next and the previous entry.
const TENTHS = 10;
const narrow = (text) => text.normalize("NFKC").trim();

// Tenths of points, or nothing where it is no number that may be given.
function ticksOf(field) {
  const text = narrow(field.value);
  if (!/^\d{1,3}(\.\d)?$/.test(text)) return undefined;
  const ticks = Math.round(Number(text) * TENTHS);
  return ticks <= Number(field.dataset.most) * TENTHS ? ticks : undefined;
}

const said = (ticks) => String(ticks / TENTHS);

export function attachScores(root) {
  for (const form of root.querySelectorAll("form[data-score]")) attach(form);
}

function attach(form) {
  const fields = [...form.querySelectorAll("[data-most]")];
  const comment = form.querySelector("[name=comment]");
  const rule = form.querySelector("[data-comment-rule]");
  const plainRule = rule?.textContent;
  const totals = document.querySelectorAll("[data-score-total]");

  function show() {
    const given = fields.map((field) => (narrow(field.value) === "" ? undefined : ticksOf(field)));
    let total = 0, missing = 0, isSingular = false;
    fields.forEach((field, at) => {
      const isExtra = "extra" in field.dataset;
      field.setAttribute("aria-invalid", String(narrow(field.value) !== "" && given[at] === undefined));
      if (given[at] === undefined) missing += isExtra ? 0 : 1;
      else isSingular ||= isExtra ? given[at] > 0 : given[at] === 0;
      total += ("malus" in field.dataset ? -1 : 1) * (given[at] ?? 0);
    });
    for (const place of totals) {
      const left = missing && place.dataset.missing ? ` (${place.dataset.missing.replace("#", missing)})` : "";
      place.textContent = said(total) + left;
    }
    if (!rule) return;
    const isOff = total < Number(form.dataset.low) * TENTHS || total > Number(form.dataset.high) * TENTHS;
    const least = Number(form.dataset.least), found = [...comment.value.trim()].length;
    const isNeeded = (isSingular || (!missing && isOff)) && found < least;
    rule.classList.toggle("is-needed", isNeeded);
    comment.setAttribute("aria-invalid", String(isNeeded));
    const words = isNeeded ? rule.dataset.needed.replace("#", found) : plainRule;
    if (rule.textContent !== words) rule.textContent = words;
  }

  function step(field, by) {
    const most = Number(field.dataset.most) * TENTHS;
    const ticks = ticksOf(field) ?? (by > 0 ? 0 : most);
    field.value = said(Math.min(most, Math.max(0, narrow(field.value) === "" ? ticks : ticks + by)));
    field.select();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  for (const [at, field] of fields.entries()) {
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const by = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (by) step(field, by * (event.shiftKey ? 1 : TENTHS));
      else if (event.key === "Enter") (fields[at + 1] ?? comment).focus();
      else return;
      event.preventDefault();
    });
    field.addEventListener("focus", () => field.select());
  }
  form.addEventListener("input", show);
  form.addEventListener("draft-filled", show);
  show();
}

const TURNS = { j: "next", ArrowRight: "next", k: "previous", ArrowLeft: "previous" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea, video, dialog, .table-box")) return;
  const turn = TURNS[event.key] && document.querySelector(`a[data-turn=${TURNS[event.key]}]`);
  if (!turn) return;
  event.preventDefault();
  turn.click();
});
