// Modals of the bot and confirmations: native dialogs, so that the focus stays inside and Escape closes them.

import { filledIn, gesture } from "./gestures.js";
import { afterDrawing, refresh } from "./regions.js";

let opener = "";
let closing = ""; // one Escape can arrive twice

export function rememberOpener(element) {
  opener = element.id || element.closest("[id]")?.id || "";
}

async function close(dialog) {
  const { view } = dialog.dataset;
  if (view === closing) return;
  closing = view;
  await gesture("close", { view });
  await refresh("dialogs");
  closing = "";
}

async function submit(dialog) {
  const button = dialog.querySelector("[type=submit]");
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  await gesture("submit", { view: dialog.dataset.view, filled: filledIn(dialog) });
  await refresh("dialogs", "main", "panel");
  button.removeAttribute("aria-busy");
  dialog.querySelector("[aria-invalid], .wrong .control, .wrong input")?.focus();
}

// Shows a confirmation and calls `agreed` if that is the answer.
export function confirm(dialog, agreed) {
  dialog.onclick = (event) => {
    if (event.target.closest("[data-agree]")) {
      dialog.close();
      agreed();
    } else if (event.target.closest("[data-deny]")) dialog.close();
  };
  dialog.showModal();
}

afterDrawing(() => {
  const dialog = document.querySelector("dialog[data-view]");
  if (dialog && !dialog.open) {
    dialog.showModal();
    (dialog.querySelector("[autofocus]") ?? dialog.querySelector(".modal-body :is(input, select, textarea, button)"))?.focus();
  } else if (!dialog && opener) {
    const back = document.getElementById(opener);
    if (document.activeElement === document.body) back?.focus();
    opener = "";
  }
});

document.addEventListener("cancel", (event) => {
  if (!event.target.matches("dialog[data-view]")) return;
  event.preventDefault(); // the server closes it
  close(event.target);
}, true);

document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog[data-view]");
  if (dialog && event.target.closest("[data-close]")) close(dialog);
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-submit]")) return;
  event.preventDefault();
  submit(event.target.closest("dialog"));
});
