// A file field that can also be dropped on; it lists what was chosen and how large it is.
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

export function attachDrops(root) {
  for (const zone of root.querySelectorAll("[data-drop]")) {
    const input = zone.querySelector("input[type=file]");
    const list = zone.querySelector(".drop-list");
    zone.classList.add("is-live");
    const show = () => {
      list.replaceChildren(
        ...[...input.files].map((file) => {
          const line = document.createElement("li");
          const name = document.createElement("span");
          const bytes = document.createElement("span");
          name.textContent = file.name;
          bytes.textContent = size(file.size);
          bytes.className = "faint nowrap";
          line.append(name, bytes);
          return line;
        }),
      );
    };
    const over = (is) => (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", is);
    };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => {
      over(false)(event);
      const files = [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1);
      const chosen = new DataTransfer();
      for (const file of files) chosen.items.add(file);
      if (!files.length) return;
      input.files = chosen.files;
      show();
    });
    input.addEventListener("change", show);
  }
}
