// external_select: what is typed goes to the bot, which offers options.

import { gesture, press, surfaceOf } from "./gestures.js";
import { isOpen, listOf, marked, options, show, walk } from "./listbox.js";
import { place } from "./placing.js";

const PAUSE = 200; // milliseconds without typing before the bot is asked
let waiting = 0;

const fieldOf = (target) => target.closest?.("[data-combobox] [role=combobox]");
const frameOf = (field) => field.closest("[data-combobox]");

async function ask(field) {
  const { block, action, shortest } = frameOf(field).dataset;
  const query = field.value.trim();
  if (query.length < Number(shortest)) return show(field, false);
  const answer = await gesture("suggest", { where: surfaceOf(field).spot, block, action, query });
  if (!field.isConnected || field.value.trim() !== query) return;
  const list = listOf(field);
  list.replaceChildren(...(answer.options ?? []).map((option, index) => drawn(option, `${list.id}-${index}`)));
  if (!list.children.length) list.append(nothing());
  show(field, true);
  place(list, field);
}

function drawn({ value, words }, id) {
  const option = document.createElement("div");
  Object.assign(option, { id, className: "menu-item", textContent: words });
  option.setAttribute("role", "option");
  option.dataset.value = value;
  return option;
}

function nothing() {
  const line = document.createElement("div");
  Object.assign(line, { className: "menu-label", textContent: "No results" });
  return line;
}

function take(field, option) {
  const frame = frameOf(field);
  field.value = option.textContent;
  frame.querySelector("[type=hidden]").value = option.dataset.value;
  show(field, false);
  if (frame.matches("[data-press-choice]")) press(frame, option.dataset.value);
}

document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  frameOf(field).querySelector("[type=hidden]").value = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => ask(field), PAUSE);
});

document.addEventListener("keydown", (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  const chosen = marked(field) ?? (isOpen(field) && options(field).length === 1 ? options(field)[0] : undefined);
  if (walk(field, event.key)) event.preventDefault();
  else if (event.key === "Enter") {
    event.preventDefault();
    if (chosen) take(field, chosen);
  } else if (event.key === "Escape" && isOpen(field)) {
    event.preventDefault();
    show(field, false);
  }
});

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest("[data-combobox] [role=option]");
  if (!option) return;
  event.preventDefault();
  take(option.closest("[data-combobox]").querySelector("[role=combobox]"), option);
});

document.addEventListener("focusout", (event) => {
  const field = fieldOf(event.target);
  if (field) show(field, false);
});
