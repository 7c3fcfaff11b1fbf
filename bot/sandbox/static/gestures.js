// What the person does goes to the server; what went wrong is said in one line.

import { look } from "./regions.js";

const notice = document.getElementById("notice");
let hiding = 0;

export function say(words) {
  notice.textContent = words;
  notice.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (notice.hidden = true), 8000);
}

export async function gesture(name, wish = {}) {
  const response = await fetch(`/gestures/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...look(), ...wish }),
  }).catch(() => null);
  const answer = response ? await response.json().catch(() => ({ error: "not understood" })) : { error: "no connection" };
  if (answer.error) say(`That did not work. Slack says: ${answer.error}`);
  return answer;
}

// Where something is pressed: the message, the home or the modal around it.
export function surfaceOf(element) {
  const around = element.closest("[data-where]");
  const { where, channel, ts, view } = around.dataset;
  return { around, spot: { kind: where, channel, ts, view } };
}

export function filledIn(around) {
  const filled = {};
  for (const control of around.querySelectorAll("[data-control]")) {
    const { block, action } = control.dataset;
    (filled[block] ??= {})[action] = valueOf(control);
  }
  return filled;
}

export function valueOf(control) {
  if (!control.matches("[data-choices]")) return control.value || null;
  const chosen = [...control.querySelectorAll(":checked")].map((input) => input.value);
  return control.querySelector("[type=radio]") ? (chosen[0] ?? null) : chosen;
}

export async function press(element, value) {
  const { around, spot } = surfaceOf(element);
  const { block, action } = element.dataset;
  const busy = element.closest(".menu-place")?.querySelector("[data-menu]") ?? element;
  busy.setAttribute("aria-busy", "true");
  const filled = spot.kind === "message" ? undefined : filledIn(around);
  const answer = await gesture("press", { where: spot, block, action, value, filled });
  busy.removeAttribute("aria-busy");
  return answer;
}
