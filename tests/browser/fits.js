// What does not fit the window: whatever would have to be scrolled sideways, and a sheet that ends above the bottom.
() => {
  const flaws = [];
  const bottom = document.querySelector(".app").getBoundingClientRect().bottom;
  if (Math.abs(bottom - innerHeight) > 1) flaws.push(`the page ends at ${bottom} of ${innerHeight}`);
  for (const element of [document.documentElement, ...document.querySelectorAll("#main, #messages, #panel, #sidebar .places, .modal-body, .menu")]) {
    if (element.scrollWidth > element.clientWidth) flaws.push(`${element.id || element.className || "the page"} is ${element.scrollWidth - element.clientWidth} too wide`);
  }
  return flaws;
}
