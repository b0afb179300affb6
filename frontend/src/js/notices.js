// Notices that only confirm leave by themselves; one that asks for something stays until it is closed.
const READ_MS = 8000;

export function attachNotices(root) {
  for (const notice of root.querySelectorAll(".toasts .notice")) {
    notice.querySelector("[data-close]")?.addEventListener("click", () => notice.remove());
    if (notice.dataset.leaves !== undefined) setTimeout(() => notice.remove(), READ_MS);
  }
}
