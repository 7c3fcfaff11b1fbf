// The clocks tick between two words from the server.

import { afterDrawing } from "./regions.js";

let ahead = 0; // milliseconds the sandbox's clock is ahead of this page's own

function face(zone, now) {
  const parts = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: zone })
    .formatToParts(now);
  const part = (type) => parts.find((each) => each.type === type).value;
  return { time: `${Number(part("hour"))}:${part("minute")}`, seconds: part("second") };
}

function tick() {
  const own = document.getElementById("face");
  if (!own) return;
  const now = new Date(performance.now() + ahead);
  for (const clock of document.querySelectorAll("[data-clock]")) {
    const { time } = face(clock.dataset.zone || own.dataset.zone, now);
    if (clock.textContent !== time) clock.textContent = time;
  }
  document.getElementById("seconds").textContent = face(own.dataset.zone, now).seconds;
}

function setClock() {
  const own = document.getElementById("face");
  if (own) ahead = Number(own.dataset.now) * 1000 - performance.now();
  tick();
}

let heard = "";
afterDrawing(() => {
  const now = document.getElementById("face")?.dataset.now;
  if (now !== heard) setClock();
  else tick();
  heard = now;
});
setClock();
setInterval(tick, 1000);
