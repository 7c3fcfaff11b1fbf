// A picture that cannot be loaded leaves its words in its place.

import { afterDrawing } from "./regions.js";

function judge(image, isMissing) {
  const frame = image.closest(".shown");
  if (isMissing) frame.dataset.missing = image.alt;
  else delete frame.dataset.missing;
}

function heed(event) {
  if (event.target.matches?.(".shown img")) judge(event.target, event.type === "error");
}

document.addEventListener("error", heed, true);
document.addEventListener("load", heed, true);
afterDrawing(() => {
  for (const image of document.querySelectorAll(".shown img")) if (image.complete) judge(image, !image.naturalWidth);
});
