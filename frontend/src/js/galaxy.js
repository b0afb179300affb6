// The galaxy: thousands of quiet points in one tilted band, one for each published result (up to a limit).
// The same number gives the same sky. It stands still when motion is reduced, hidden or out of view.
const MOST = 7000;
const ROOM = 45; // square pixels for each point; a phone shows fewer
const FRAMES_MS = 80;

function sequence(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function points(count) {
  const next = sequence(count);
  const bell = () => next() + next() + next() + next() - 2;
  return Array.from({ length: count }, () => {
    const inBand = next() < 0.78;
    const along = next() * 1.3 - 0.15;
    const across = inBand ? bell() * (0.07 + 0.09 * Math.sin(Math.PI * along)) : next() * 1.6 - 0.8;
    return {
      along,
      across,
      size: 0.7 + next() ** 7 * 1.7,
      light: (inBand ? 0.22 : 0.14) + next() ** 3 * 0.7,
      warm: next() < 0.06,
      phase: next() * Math.PI * 2,
      pace: 0.1 + next() * 0.35,
    };
  });
}

export function shine(sky) {
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  sky.prepend(canvas);
  const pen = canvas.getContext("2d");
  const stars = points(Math.min(MOST, Math.max(1500, Number(sky.dataset.galaxy) || 0)));
  const style = getComputedStyle(sky);
  const colours = [style.getPropertyValue("--star"), style.getPropertyValue("--star-warm")];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let shown = stars;
  let quiet = [];
  let seen = true;
  let drawn = 0;

  /* The glow of the points too faint to see, along the band. */
  function haze(width, height) {
    for (const [along, reach] of [[0.3, 0.34], [0.62, 0.42], [0.88, 0.3]]) {
      pen.save();
      pen.translate(along * width, (0.86 - 0.62 * along) * height);
      pen.rotate(Math.atan2(-0.62 * height, width));
      pen.scale(1, 0.32);
      const glow = pen.createRadialGradient(0, 0, 0, 0, 0, reach * width);
      glow.addColorStop(0, colours[0]);
      glow.addColorStop(1, "transparent");
      pen.globalAlpha = 0.07;
      pen.fillStyle = glow;
      pen.fillRect(-width, -height * 3, width * 2, height * 6);
      pen.restore();
    }
  }

  function draw(now) {
    const { width, height } = canvas;
    const ratio = width / canvas.clientWidth || 1;
    const grow = ratio * Math.max(1, Math.min(canvas.clientWidth, 3840) / 1700);
    pen.clearRect(0, 0, width, height);
    haze(width, height);
    for (const star of shown) {
      const x = star.along * width;
      const y = (0.86 - 0.62 * star.along + star.across) * height;
      const breath = still.matches ? 1 : 0.75 + 0.25 * Math.sin(star.phase + (now / 1000) * star.pace);
      const side = star.size * grow;
      const behindText = quiet.some((box) => x > box.left && x < box.right && y > box.top && y < box.bottom);
      pen.globalAlpha = star.light * breath * (behindText ? 0.25 : 1);
      pen.fillStyle = colours[star.warm ? 1 : 0];
      if (side < 1.4) pen.fillRect(x, y, side, side);
      else {
        pen.beginPath();
        pen.arc(x, y, side / 2, 0, Math.PI * 2);
        pen.fill();
      }
    }
  }

  function tick(now) {
    if (still.matches || !seen || document.hidden) return;
    if (now - drawn > FRAMES_MS) {
      draw(now);
      drawn = now;
    }
    requestAnimationFrame(tick);
  }

  function fit() {
    const ratio = Math.min(devicePixelRatio || 1, 2);
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    shown = stars.slice(0, (canvas.clientWidth * canvas.clientHeight) / ROOM);
    const frame = canvas.getBoundingClientRect();
    quiet = [...sky.querySelectorAll("h1, p, .brand")].map((text) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      const [left, top] = [box.left - frame.left - 12, box.top - frame.top - 8];
      const [right, bottom] = [box.right - frame.left + 12, box.bottom - frame.top + 8];
      return { left: left * ratio, top: top * ratio, right: right * ratio, bottom: bottom * ratio };
    });
    draw(performance.now());
  }

  new ResizeObserver(fit).observe(canvas);
  new IntersectionObserver(([entry]) => {
    seen = entry.isIntersecting;
    requestAnimationFrame(tick);
  }).observe(canvas);
  document.addEventListener("visibilitychange", () => requestAnimationFrame(tick));
  still.addEventListener("change", () => requestAnimationFrame(still.matches ? draw : tick));
}
