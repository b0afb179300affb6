// The filter bar is a GET form: a chosen value is applied at once, and empty fields stay out of the address.
export function attachFilters(root) {
  for (const form of root.querySelectorAll("form[data-filters]")) {
    const more = form.querySelector("details.more");
    if (more && matchMedia("(max-width: 47.99rem)").matches && !form.querySelector("[data-keep-open]")) more.open = false;
    form.addEventListener("change", ({ target }) => {
      if (target.matches("select, [type=checkbox], [type=radio], [type=date]")) form.requestSubmit();
    });
    form.addEventListener("formdata", ({ formData }) => {
      for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
    });
  }
}
