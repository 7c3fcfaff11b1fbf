// Makes an element on the page like one fresh from the server, and leaves alone what is the same:
// focus, typed words, open menus and folded panels stay as they are.

const LOCAL = new Set(["aria-expanded", "aria-activedescendant", "aria-busy", "aria-live", "data-shown", "data-missing", "data-stilled", "style"]);
const PRESSED = ".block :is(button, a, .menu)";

export function morph(old, fresh) {
  if (old.nodeName !== fresh.nodeName) {
    old.replaceWith(fresh);
    return;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  morphAttributes(old, fresh);
  if (!old.hasAttribute("data-keep")) morphChildren(old, fresh);
}

function isLocal(element, name) {
  if (LOCAL.has(name)) return true;
  if (name === "open") return element.matches("details, dialog");
  if (name === "hidden") return element.matches(".menu, [role=option]");
  if (name === "class") return element.matches(".menu");
  if (name === "role") return element.matches("textarea");
  return name === "aria-selected";
}

function morphAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !isLocal(old, name)) set(old, name, null);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value && !isLocal(old, name)) set(old, name, value);
  }
}

// A changed attribute of a field also means a changed field, unless somebody is in the middle of it.
function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
  if (name === "checked") element.checked = value !== null;
  if (name === "selected" && value !== null) element.selected = true;
  if (name === "value" && "value" in element && element !== document.activeElement) element.value = value ?? "";
}

function morphChildren(old, fresh) {
  const named = byId(old);
  const staying = byId(fresh);
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = child.id ? (named.get(child.id) ?? renamed(next, child, staying)) : unnamed(next, child);
    if (match && match.nodeName === child.nodeName) {
      if (match === next) next = next.nextSibling;
      else old.insertBefore(match, next);
      morph(match, child);
    } else {
      old.insertBefore(child, next);
    }
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    if (gone.nodeName !== "CANVAS") gone.remove(); // the page itself has put it there, and takes it away
  }
}

function byId(parent) {
  return new Map([...parent.children].filter((child) => child.id).map((child) => [child.id, child]));
}

// Each edit of a message gives new ids to the blocks that the bot leaves without one, and so to what is in them.
function renamed(candidate, child, staying) {
  const isFree = candidate?.id && !staying.has(candidate.id) && candidate.matches(PRESSED) && child.matches(PRESSED);
  return isFree && candidate.dataset.action === child.dataset.action ? candidate : null;
}

function unnamed(candidate, child) {
  return candidate && !candidate.id && candidate.nodeName === child.nodeName ? candidate : null;
}
