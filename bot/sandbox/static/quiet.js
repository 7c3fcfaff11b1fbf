// A new message is said once to whoever listens; what becomes of it later is not, or a countdown would never be still.

import { afterDrawing } from "./regions.js";

const SAID_AFTER = 1000; // milliseconds
let place = "";

function hush(messages) {
  messages.forEach((message) => message.setAttribute("aria-live", "off"));
}

afterDrawing(() => {
  const log = document.querySelector(".log")?.id ?? "";
  const fresh = [...document.querySelectorAll(".message:not([aria-live])")];
  if (log !== place) hush(fresh); // nothing new: only somebody who came here
  else if (fresh.length) setTimeout(hush, SAID_AFTER, fresh);
  place = log;
});
