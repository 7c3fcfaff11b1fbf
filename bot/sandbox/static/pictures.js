// A picture that cannot be loaded leaves its words in its place. One from elsewhere, of which no still is to be had,
// is drawn once where nothing is to move: a canvas takes its first frame.

import { afterDrawing } from "./regions.js";

const stillness = matchMedia("(prefers-reduced-motion: reduce)");

function judge(image, isMissing) {
  const frame = image.closest(".shown");
  if (isMissing) frame.dataset.missing = image.alt;
  else delete frame.dataset.missing;
  still(frame, image, stillness.matches && !isMissing);
}

function still(frame, image, isWanted) {
  frame.querySelector("canvas")?.remove();
  delete frame.dataset.stilled;
  if (!isWanted || !("distant" in frame.dataset)) return;
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true"); // the picture behind it has the words
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext("2d").drawImage(image, 0, 0);
  frame.append(canvas);
  frame.dataset.stilled = "";
}

function judgeAll() {
  for (const image of document.querySelectorAll(".shown img")) if (image.complete) judge(image, !image.naturalWidth);
}

function heed(event) {
  if (event.target.matches?.(".shown img")) judge(event.target, event.type === "error");
}

document.addEventListener("error", heed, true);
document.addEventListener("load", heed, true);
stillness.addEventListener("change", judgeAll);
afterDrawing(judgeAll);
