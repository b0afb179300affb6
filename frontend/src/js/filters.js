// The filter bar is a GET form: a chosen value is applied at once, and empty fields stay out of the address.
// What is open by default folds away on a phone, where the list comes first.
export function attachFilters(root) {
  if (matchMedia("(max-width: 47.99rem)").matches) {
    for (const folding of root.querySelectorAll("details[data-folds]")) folding.open = false;
  }
  for (const form of root.querySelectorAll("form[data-filters]")) {
    form.addEventListener("change", ({ target }) => {
      if (target.matches("select, [type=checkbox], [type=radio], [type=date]")) form.requestSubmit();
    });
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
  }
}
