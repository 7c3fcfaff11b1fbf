// Makes an element on the page like one fresh from the server, and leaves alone what is the same:
// focus, typed words, open menus and folded panels stay as they are.

const LOCAL = new Set(["aria-expanded", "aria-activedescendant", "aria-busy", "data-shown", "style"]);

export function morph(old, fresh) {
  if (old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
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
  const named = new Map([...old.children].filter((child) => child.id).map((child) => [child.id, child]));
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const match = child.id ? named.get(child.id) : unnamed(next, child);
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
    gone.remove();
  }
}

function unnamed(candidate, child) {
  return candidate && !candidate.id && candidate.nodeName === child.nodeName ? candidate : null;
}
