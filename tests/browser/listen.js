// Notes in `said` what comes into the conversation where it tells of such: that is what a screen reader says.
() => {
  window.said = [];
  const listen = (changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      const around = node.nodeType === Node.ELEMENT_NODE && node.closest("[aria-live]");
      if (around && around.getAttribute("aria-live") === "polite") window.said.push(node.textContent);
    }
  };
  new MutationObserver(listen).observe(document.querySelector("[role=log]"), { childList: true, subtree: true });
}
