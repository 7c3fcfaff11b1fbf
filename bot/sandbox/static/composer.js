// The message box: Enter sends, a slash offers commands.

import { closeDrawer } from "./drawers.js";
import { gesture } from "./gestures.js";
import { isOpen, mark, marked, options, listOf, show, walk } from "./listbox.js";
import { refresh } from "./regions.js";

const boxOf = (target) => target.closest?.("[data-composer] textarea");

function offer(box) {
  const typed = box.value.trimStart().toLowerCase();
  const isCommand = typed.startsWith("/") && !typed.includes("\n");
  for (const option of listOf(box).querySelectorAll("[role=option]")) {
    option.hidden = !isCommand || !option.dataset.typed.startsWith(typed.trimEnd());
  }
  const found = isCommand ? options(box) : [];
  const isWhole = found.length === 1 && found[0].dataset.typed === typed.trim();
  show(box, found.length > 0 && !isWhole);
}

function take(box, option) {
  box.value = option.dataset.typed;
  show(box, false);
  box.focus();
}

async function send(box) {
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  show(box, false);
  document.getElementById("messages").scrollTop = 0;
  await gesture("say", { text });
  await refresh("main", "sidebar", "panel", "dialogs");
}

document.addEventListener("input", (event) => {
  const box = boxOf(event.target);
  if (box) offer(box);
});

document.addEventListener("keydown", (event) => {
  const box = boxOf(event.target);
  if (!box || event.isComposing) return;
  const chosen = marked(box);
  if (walk(box, event.key)) event.preventDefault();
  else if (event.key === "Escape" && isOpen(box)) show(box, false);
  else if (event.key === "Tab" && chosen) {
    event.preventDefault();
    take(box, chosen);
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    if (chosen) take(box, chosen);
    else send(box);
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-composer]")) return;
  event.preventDefault();
  send(event.target.querySelector("textarea"));
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".hint-option");
  if (!option) return;
  event.preventDefault(); // the box keeps the focus
  take(document.querySelector("[data-composer] textarea"), option);
});

document.addEventListener("mouseover", (event) => {
  const option = event.target.closest(".hint-option");
  if (option) mark(document.querySelector("[data-composer] textarea"), option);
});

document.addEventListener("click", (event) => {
  const typed = event.target.closest("[data-type]")?.dataset.type;
  const box = document.querySelector("[data-composer] textarea");
  if (!typed || !box) return;
  box.value = typed;
  closeDrawer();
  box.focus();
});

document.addEventListener("focusout", (event) => {
  const box = boxOf(event.target);
  if (box) show(box, false);
});
