// Pointing at a passage lights its partner; following it scrolls the other text only as far as needed.
export function attachEvidence(root) {
  for (const evidence of root.querySelectorAll("[data-evidence]")) {
    const partner = (passage) => evidence.querySelector(`[id="${passage.hash.slice(1)}"]`);
    const light = (is) => ({ target }) => {
      const passage = target.closest(".passage");
      if (!passage) return;
      for (const one of [passage, partner(passage)]) one?.classList.toggle("is-lit", is);
    };
    for (const enter of ["mouseover", "focusin"]) evidence.addEventListener(enter, light(true));
    for (const leave of ["mouseout", "focusout"]) evidence.addEventListener(leave, light(false));
    evidence.addEventListener("click", (event) => {
      const passage = event.target.closest(".passage");
      const other = passage && partner(passage);
      if (!other) return;
      event.preventDefault();
      other.scrollIntoView({ block: "nearest" });
      other.focus({ preventScroll: true });
    });
  }
}
