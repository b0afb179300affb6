// A clock that counts down to an instant that the server named, by the server's own time; past it it counts on, and says so.
const pad = (number) => String(number).padStart(2, "0");

export function attachClocks(root) {
  for (const clock of root.querySelectorAll("[data-clock]")) run(clock);
}

function run(clock) {
  const until = Date.parse(clock.dataset.until);
  const ahead = Date.parse(clock.dataset.at) - Date.now();
  const show = () => {
    if (!clock.isConnected) return clearInterval(timer);
    const left = Math.round((until - Date.now() - ahead) / 1000);
    const words = `${pad(Math.floor(Math.abs(left) / 60))}:${pad(Math.abs(left) % 60)}`;
    const isOver = left < 0;
    clock.classList.toggle("is-short", !isOver && left <= 60);
    clock.classList.toggle("is-over", isOver);
    clock.textContent = isOver ? `${clock.dataset.over} ${words}` : words;
  };
  const timer = setInterval(show, 250);
  show();
}
