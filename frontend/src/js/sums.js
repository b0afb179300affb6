// Numbers that must make a whole are added up while they are typed; the words around the sum stay as they were written.
export function attachSums(root) {
  for (const total of root.querySelectorAll("[data-sum-total]")) {
    const fields = [...document.querySelectorAll(`[data-sum="${CSS.escape(total.dataset.sumTotal)}"]`)];
    const show = () => {
      const sum = fields.reduce((all, field) => all + (Number.parseInt(field.value, 10) || 0), 0);
      total.textContent = total.textContent.replace(/\d+/, sum);
      total.classList.toggle("is-over", sum !== Number(total.dataset.whole));
    };
    for (const field of fields) field.addEventListener("input", show);
  }
}
