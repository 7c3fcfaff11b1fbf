// Menu buttons: opened by mouse or arrow keys, walked with the arrows or the first letter, left with Escape.

import { place } from "./placing.js";

let open = null; // the button whose menu is open

const menuOf = (button) => document.getElementById(button.getAttribute("aria-controls"));
const itemsOf = (menu) => [...menu.querySelectorAll("[role^=menuitem]")];

function openMenu(button) {
  closeMenu();
  const menu = menuOf(button);
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  place(menu, button);
  open = button;
  (menu.querySelector("[aria-checked=true]") ?? itemsOf(menu)[0])?.focus();
}

export function closeMenu({ giveBackFocus = false } = {}) {
  if (!open) return;
  const button = open;
  open = null;
  const menu = menuOf(button);
  if (menu) menu.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (giveBackFocus) button.focus();
}

function walk(menu, key) {
  const items = itemsOf(menu);
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
  if (key in to) return items[to[key]];
  if (key.length !== 1 || key === " ") return null;
  const turned = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return turned.find((item) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-menu]");
  if (button && button !== open) openMenu(button);
  else if (!event.target.closest("[role=menu]")) closeMenu({ giveBackFocus: Boolean(button) });
});

document.addEventListener("keydown", (event) => {
  if (!open) {
    const button = event.target.closest?.("[data-menu]");
    if (button && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      openMenu(button);
    }
    return;
  }
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu({ giveBackFocus: true });
  } else if (event.key === "Tab") {
    closeMenu({ giveBackFocus: true });
  } else {
    const target = walk(menuOf(open), event.key);
    if (target) {
      event.preventDefault();
      target.focus();
    }
  }
}, true);
