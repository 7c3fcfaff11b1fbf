// What is wrong with where the focus is, in a few words; nothing if everybody can see it there.
() => {
  const focused = document.activeElement;
  if (focused === document.body) return ""; // at the turn between the last stop and the first
  const name = focused.id || focused.textContent.trim().slice(0, 40);
  const { x, y, width, height } = focused.getBoundingClientRect();
  const isInside = x + width > 0 && y + height > 0 && x < innerWidth && y < innerHeight;
  if (!isInside || !width || !height) return `${name} is out of sight`;
  const around = focused.closest(".composer"); // shows the focus of its box
  const isMarked = getComputedStyle(focused).outlineStyle !== "none" || (around && getComputedStyle(around).boxShadow !== "none");
  return isMarked ? "" : `${name} does not show its focus`;
}
