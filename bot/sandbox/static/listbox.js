// A list under a text field: the field keeps the focus, the arrows walk the list.

export const listOf = (field) => document.getElementById(field.getAttribute("aria-controls"));
export const isOpen = (field) => !listOf(field).hidden;

export function show(field, visible) {
  listOf(field).hidden = !visible;
  if (field.matches("textarea")) beCombobox(field, visible);
  else field.setAttribute("aria-expanded", String(visible));
  if (!visible) mark(field, null);
}

// A message box is one only while it offers something; else it is just for text.
function beCombobox(box, isOne) {
  for (const [name, value] of [["role", "combobox"], ["aria-expanded", "true"]]) {
    if (isOne) box.setAttribute(name, value);
    else box.removeAttribute(name);
  }
}

export function options(field) {
  return [...listOf(field).querySelectorAll("[role=option]:not([hidden])")];
}

export function marked(field) {
  return isOpen(field) ? options(field).find((option) => option.getAttribute("aria-selected") === "true") : undefined;
}

export function mark(field, chosen) {
  for (const option of listOf(field).querySelectorAll("[role=option]")) {
    option.setAttribute("aria-selected", String(option === chosen));
  }
  if (chosen) {
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else field.removeAttribute("aria-activedescendant");
}

// Walks the list; says whether the key was meant for it.
export function walk(field, key) {
  if (!isOpen(field) || (key !== "ArrowDown" && key !== "ArrowUp")) return false;
  const all = options(field);
  const step = key === "ArrowDown" ? 1 : -1;
  const at = all.indexOf(marked(field));
  const to = at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length;
  mark(field, all[to]);
  return true;
}
