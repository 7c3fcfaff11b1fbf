// The page's own behaviour: going places, pressing, moving the clock, and following what changes.

import "./clock.js";
import "./composer.js";
import "./pictures.js";
import "./quiet.js";
import "./suggestions.js";
import { confirm, rememberOpener } from "./dialogs.js";
import { closeDrawer } from "./drawers.js";
import { gesture, press, valueOf } from "./gestures.js";
import { closeMenu } from "./menus.js";
import { ALL, afterDrawing, look, refresh } from "./regions.js";

let stream = null;
let followed = "";

function follow() {
  const asked = new URLSearchParams(location.search);
  const wanted = new URLSearchParams({ as: asked.get("as") ?? look().as, team: asked.get("team") ?? "" }).toString();
  if (wanted === followed) return;
  followed = wanted;
  stream?.close();
  stream = new EventSource(`/changes?${wanted}`);
  stream.addEventListener("changed", (event) => refresh(...event.data.split(" ")));
  stream.addEventListener("open", () => refresh(...ALL)); // something may have been missed
}

// Whoever comes to a place begins where its newest words are, and scrolls from there.
let beganAt = "";
afterDrawing(() => {
  const here = JSON.stringify(look());
  if (here !== beganAt) document.getElementById("messages").scrollTop = 0;
  beganAt = here;
});

async function arrive() {
  closeDrawer();
  follow();
  beganAt = "";
  await refresh(...ALL);
  const { in: place, tab } = look();
  if (place === "app" && document.getElementById("tab-home")) await gesture("open", { what: tab });
}

async function go(address) {
  history.pushState(null, "", address);
  await arrive();
}

function pressHere(element) {
  const act = async () => {
    rememberOpener(element.closest(".menu-place")?.querySelector("[data-menu]") ?? element);
    const value = element.matches("[data-dispatch]") ? valueOf(element) : element.dataset.value;
    await press(element, value);
    await refresh("main", "panel", "dialogs");
  };
  closeMenu({ giveBackFocus: true });
  if (element.dataset.confirm) confirm(document.getElementById(element.dataset.confirm), act);
  else if (!element.getAttribute("aria-busy")) act();
}

async function move(button) {
  if (button.getAttribute("aria-disabled")) return;
  document.querySelectorAll("[data-move]").forEach((each) => each.setAttribute("aria-disabled", "true"));
  const moving = gesture("move", { by: button.dataset.move });
  refresh("panel");
  await moving;
  await refresh(...ALL);
}

async function end(button) {
  button.setAttribute("aria-busy", "true");
  await gesture(button.dataset.end);
  await refresh(...ALL);
}

function toggleTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-go]");
  if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
    event.preventDefault();
    go(link.href);
  }
  const target = event.target.closest("[data-press], [data-move], [data-end], [data-theme-toggle]");
  if (target?.matches("[data-press]")) pressHere(target);
  else if (target?.matches("[data-move]")) move(target);
  else if (target?.matches("[data-end]")) end(target);
  else if (target) toggleTheme();
});

document.addEventListener("change", (event) => {
  const control = event.target.closest("[data-dispatch]");
  if (control) pressHere(control);
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-zone-form], [data-status-form]")) return;
  event.preventDefault();
  const wish = Object.fromEntries(new FormData(form));
  await gesture(form.matches("[data-zone-form]") ? "zone" : "status", wish);
  await refresh(...ALL);
});

addEventListener("popstate", arrive);
follow();
afterDrawing(() => document.body.setAttribute("data-ready", ""));
arrive();
