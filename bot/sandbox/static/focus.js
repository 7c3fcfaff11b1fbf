// Keeps the focus where it is while something is drawn anew, or near it where that is gone:
// whoever uses the keyboard would else start from the top.

const SURFACE = "[data-where=message], [data-where=home]";

export function keepingFocus(draw) {
  const had = placeOf(document.activeElement);
  draw();
  if (!had || document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
  const near = again(had);
  if (near.matches("article")) near.tabIndex = -1;
  near.focus({ preventScroll: true });
}

function placeOf(element) {
  const around = element.closest(SURFACE);
  return around && { id: element.id, around: around.id, action: element.dataset.action, value: element.dataset.value };
}

function again({ id, around, action, value }) {
  const within = document.getElementById(around);
  if (!within) return document.getElementById("messages");
  const alike = [...within.querySelectorAll("[data-action]:not([role])")].filter((each) => each.dataset.action === action);
  const same = alike.find((each) => each.dataset.value === value) ?? alike[0];
  return document.getElementById(id) ?? same ?? within.querySelector("button, a") ?? within;
}
