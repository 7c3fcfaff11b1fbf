// Fetches the regions of the page that changed and fits them in.

import { keepingFocus } from "./focus.js";
import { morph } from "./morph.js";
import { keepingSight } from "./reading.js";

const PAUSE = 60; // milliseconds between two fetches while much is going on
const wanted = new Set();
const settlers = [];
const drafts = new Map();
let running = null;

export const ALL = ["main", "sidebar", "panel", "dialogs"];

export function afterDrawing(settle) {
  settlers.push(settle);
}

export function look() {
  const { team, person, place, tab } = document.getElementById("main").dataset;
  return { team, as: person, in: place, tab };
}

export function refresh(...names) {
  names.forEach((name) => wanted.add(name));
  running ??= drawAll().finally(() => (running = null));
  return running;
}

async function drawAll() {
  while (wanted.size) {
    const names = [...wanted];
    wanted.clear();
    await draw(names);
    await new Promise((go) => setTimeout(go, PAUSE));
  }
}

async function draw(names) {
  const asked = location.search;
  const query = new URLSearchParams(asked);
  query.set("names", names.join(" "));
  const response = await fetch(`/regions?${query}`).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  if (asked !== location.search) return;
  keepDrafts();
  keepingFocus(() => keepingSight(() => [...fresh.body.children].forEach(fit)));
  settlers.forEach((settle) => settle());
}

function fit(region) {
  const old = document.getElementById(region.id);
  if (old) morph(old, region);
}

function keepDrafts() {
  for (const box of document.querySelectorAll("[data-composer] textarea")) drafts.set(box.id, box.value);
}

afterDrawing(() => {
  for (const box of document.querySelectorAll("[data-composer] textarea")) {
    if (!box.value && drafts.get(box.id)) box.value = drafts.get(box.id);
  }
  document.title = document.getElementById("main").dataset.title;
});
