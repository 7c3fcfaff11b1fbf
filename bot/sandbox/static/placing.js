// Opens a menu below its button or field, or above it where there is more to see.

const GAP = 8; // pixels between the two, and to the edge

export function place(menu, beside) {
  const bounds = (beside.closest(".scroller, .home, .modal-body") ?? document.body).getBoundingClientRect();
  const around = beside.getBoundingClientRect();
  const below = bounds.bottom - around.bottom;
  menu.classList.toggle("above", menu.offsetHeight + GAP > below && around.top - bounds.top > below);
  menu.classList.toggle("leftwards", around.left + menu.offsetWidth > bounds.right);
}
