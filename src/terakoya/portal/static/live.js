/* Whoever reads a part of a page that is brought up to date stays where they are: what is opened
   stays open, what is scrolled stays scrolled, and the focus stays on the same thing. What has
   changed for them is said once, by a place that is never replaced: a part says in data-say what
   that is, and nothing is said while it is the same. */
"use strict";

(() => {
  let kept = null;

  const scrolled = () => [...document.querySelectorAll(".scroll")];

  const words = () => document.querySelector("[data-say]")?.getAttribute("data-say") ?? "";

  document.addEventListener("htmx:beforeSwap", () => {
    kept = {
      words: words(),
      open: [...document.querySelectorAll("details[open][id]")].map((one) => one.id),
      scroll: scrolled().map((one) => [one.scrollLeft, one.scrollTop]),
      focus: focusOf(document.activeElement),
    };
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (kept === null) return;
    for (const id of kept.open) document.getElementById(id)?.setAttribute("open", "");
    scrolled().forEach((one, place) => {
      [one.scrollLeft, one.scrollTop] = kept.scroll[place] ?? [0, 0];
    });
    if (document.activeElement === document.body) {
      kept.focus?.()?.focus({ preventScroll: true });
    }
    const spoken = document.getElementById("spoken");
    if (spoken && words() !== kept.words) spoken.textContent = words();
    kept = null;
  });

  /* Who was away for longer than a login lasts is told so; what is shown stays. */
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = /** @type {CustomEvent} */ (event).detail;
    const told = document.getElementById("logged-out");
    if (told && xhr.status === 401) told.hidden = false;
  });

  /* Returns how the same thing is found again: by its id, or as the part of something with one. */
  function focusOf(element) {
    const holder = element?.closest("[id]");
    if (!holder || holder === document.getElementById("main")) return null;
    const { id } = holder;
    if (holder === element) return () => document.getElementById(id);
    const same = [...holder.querySelectorAll(element.tagName)].indexOf(element);
    return () => document.getElementById(id)?.querySelectorAll(element.tagName)[same];
  }
})();
