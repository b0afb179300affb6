// Files go up in parts, one after the other. What a lost connection or an ended session interrupts is taken up
// where the server stands; the queue lives as long as the page.
const PAUSES = [1, 2, 5, 10, 30];

class SignedOut extends Error {}
class Refused extends Error {}

// Until then, or until the connection or the person is back.
const pause = (seconds) =>
  new Promise((wake) => {
    const events = ["online", "focus"];
    const done = () => {
      clearTimeout(timer);
      for (const event of events) removeEventListener(event, done);
      wake();
    };
    const timer = setTimeout(done, seconds * 1000);
    for (const event of events) addEventListener(event, done);
  });

async function ask(url, options = {}) {
  const answer = await fetch(url, { redirect: "manual", ...options });
  if (answer.status === 401 || answer.type === "opaqueredirect") throw new SignedOut();
  const told = await answer.json().catch(() => ({}));
  if (answer.ok || told.code === "upload_offset_differs") return told;
  // A refusal has a sentence; anything else (a stale form, an overload) is tried again.
  throw told.sentence ? new Refused(told.sentence) : new Error(answer.status);
}

async function send(file, { section, begin, csrf, line }) {
  const { kind, subject, slot } = section.dataset;
  const announced = { kind, subject, slot, name: file.name, size: file.size, mark: file.lastModified };
  let token, offset = 0, tries = 0, fresh = true;
  const headers = () => ({ "X-CSRFToken": csrf.value });
  while (!line.left) {
    try {
      if (!fresh) {
        const told = await ask(token ? `${begin}${token}/` : begin);
        csrf.value = told.csrf;
        offset = told.offset ?? 0;
        fresh = true;
      }
      line.say("sending");
      if (!token) {
        ({ token, offset } = await ask(begin, { method: "POST", headers: headers(), body: new URLSearchParams(announced) }));
      }
      while (offset < file.size && !line.left) {
        line.show(offset / file.size);
        const body = file.slice(offset, offset + Number(section.dataset.part));
        ({ offset } = await ask(`${begin}${token}/`, {
          method: "PATCH",
          headers: { ...headers(), "Upload-Offset": offset, "Content-Type": "application/octet-stream" },
          body,
        }));
        tries = 0;
      }
      if (!line.left) await ask(`${begin}${token}/finish/`, { method: "POST", headers: headers() });
      return;
    } catch (fault) {
      if (fault instanceof Refused) throw fault;
      line.say(fault instanceof SignedOut ? "signed_out" : "offline");
      fresh = false;
      await pause(PAUSES[Math.min(tries++, PAUSES.length - 1)]);
    }
  }
}

function lineFor(file, section) {
  const item = section.querySelector("[data-line]").content.cloneNode(true).firstElementChild;
  const part = (name) => item.querySelector(`[data-${name}]`);
  const progress = item.querySelector("progress");
  const again = part("again");
  part("name").textContent = file.name;
  part("size").textContent = `${(file.size / 1e6).toFixed(1)} MB`;
  progress.setAttribute("aria-label", file.name);
  const line = {
    item,
    left: false,
    show: (share) => (progress.value = share),
    say: (word) => part("words").replaceChildren(section.querySelector(`[data-say=${word}]`).content.cloneNode(true)),
    refuse(sentence) {
      item.classList.add("is-stopped");
      part("words").textContent = sentence;
      again.hidden = false;
    },
  };
  part("leave").addEventListener("click", () => {
    line.left = true;
    item.remove();
  });
  return { line, again };
}

export function attachUploads(root) {
  for (const section of root.querySelectorAll("[data-upload]")) {
    const form = section.querySelector("[data-add]");
    if (!form) continue;
    const { begin } = section.dataset;
    const csrf = { value: form.querySelector("[name=csrfmiddlewaretoken]").value };
    let queue = Promise.resolve();
    let open = 0;
    form.classList.add("is-live");
    const add = (file) => {
      const { line, again } = lineFor(file, section);
      section.querySelector("[data-coming]").append(line.item);
      line.say("waiting");
      const start = () => {
        again.hidden = true;
        line.item.classList.remove("is-stopped");
        open++;
        queue = queue
          .then(() => send(file, { section, begin, csrf, line }))
          .then(() => {
            line.item.remove();
            section.querySelector("[data-files]").dispatchEvent(new Event("refresh"));
          })
          .catch((fault) => line.refuse(fault.message))
          .finally(() => open--);
      };
      again.addEventListener("click", start);
      start();
    };
    for (const input of form.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        [...input.files].forEach(add);
        input.value = "";
      });
    }
    addEventListener("beforeunload", (event) => open && event.preventDefault());
  }
}
