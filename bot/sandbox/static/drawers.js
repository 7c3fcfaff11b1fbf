// On narrow windows the sidebar and the panel are drawers.

const shade = document.createElement("button");
shade.className = "shade";
shade.type = "button";
shade.tabIndex = -1;
shade.setAttribute("aria-label", "Close");

const buttonsOf = (name) => document.querySelectorAll(`[data-drawer="${name}"][aria-expanded]`);

function shown() {
  return document.querySelector("[data-shown]");
}

export function closeDrawer({ giveBackFocus = false } = {}) {
  const drawer = shown();
  if (!drawer) return;
  drawer.removeAttribute("data-shown");
  shade.remove();
  buttonsOf(drawer.id).forEach((button) => button.setAttribute("aria-expanded", "false"));
  if (giveBackFocus) document.getElementById(`open-${drawer.id}`)?.focus();
}

function openDrawer(name) {
  closeDrawer();
  const drawer = document.getElementById(name);
  drawer.setAttribute("data-shown", "");
  document.body.append(shade);
  buttonsOf(name).forEach((button) => button.setAttribute("aria-expanded", "true"));
  drawer.querySelector("button, a, summary")?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-drawer]");
  if (button) {
    event.preventDefault();
    if (shown()?.id === button.dataset.drawer) closeDrawer({ giveBackFocus: true });
    else openDrawer(button.dataset.drawer);
  } else if (event.target === shade) closeDrawer({ giveBackFocus: true });
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) closeDrawer({ giveBackFocus: true });
});
