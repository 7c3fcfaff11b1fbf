// Whoever reads further up goes on reading there, whatever grows, shrinks or comes below.
// The newest messages are at the end, where the scrolling begins: a browser keeps that end in its place, not the words.

export function keepingSight(draw) {
  const scroller = document.querySelector(".scroller");
  const seen = scroller?.scrollTop ? inSight(scroller) : [];
  draw();
  const kept = seen.find(({ message }) => message.isConnected);
  if (kept) scroller.scrollTop += kept.message.getBoundingClientRect().top - kept.top;
}

function inSight(scroller) {
  const { top, bottom } = scroller.getBoundingClientRect();
  return [...scroller.querySelectorAll(".message")]
    .map((message) => ({ message, bounds: message.getBoundingClientRect() }))
    .filter(({ bounds }) => bounds.bottom > top && bounds.top < bottom)
    .map(({ message, bounds }) => ({ message, top: bounds.top }));
}
