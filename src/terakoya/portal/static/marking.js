/* Marking by hand with the keyboard; what is typed and not kept yet survives a closed page.
   Without scripts, the form works as it stands. */
"use strict";

(() => {
  const form = document.getElementById("mark");
  const points = document.getElementById("points");
  const comment = document.getElementById("comment");
  const kept = document.getElementById("kept");
  if (
    !(form instanceof HTMLFormElement) || !(points instanceof HTMLInputElement) ||
    !(comment instanceof HTMLTextAreaElement) || kept === null
  ) return;
  const draft = `marking:${location.pathname}`;

  const stored = sessionStorage.getItem(draft);
  if (stored !== null) {
    const typed = JSON.parse(stored);
    if (typed.points !== points.value || typed.comment !== comment.value) {
      points.value = typed.points;
      comment.value = typed.comment;
      tellUnkept();
    }
  }

  form.addEventListener("input", () => {
    const typed = { points: points.value, comment: comment.value };
    sessionStorage.setItem(draft, JSON.stringify(typed));
    tellUnkept();
  });
  form.addEventListener("submit", () => sessionStorage.removeItem(draft));

  for (const button of form.querySelectorAll("[data-points]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => give(button.dataset.points ?? ""));
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowUp: () => give(points.max),
    ArrowDown: () => give("0"),
    PageUp: () => go("prev"),
    PageDown: () => go("next"),
  };

  document.addEventListener("keydown", (event) => {
    const act = event.altKey ? keys[event.key] : undefined;
    if (event.ctrlKey && event.key === "Enter") {
      event.preventDefault();
      const button = form.querySelector('button[value="next"]');
      if (button instanceof HTMLButtonElement) form.requestSubmit(button);
    } else if (act) {
      event.preventDefault();
      act();
    }
  });

  points.focus();

  function tellUnkept() {
    if (kept !== null) kept.textContent = kept.dataset.unkept ?? "";
  }

  /** @param {string} value */
  function give(value) {
    if (!(points instanceof HTMLInputElement)) return;
    points.value = String(Number(value));
    form?.dispatchEvent(new Event("input"));
    points.focus();
  }

  /** @param {string} where */
  function go(where) {
    const link = document.querySelector(`a[rel="${where}"]`);
    if (link instanceof HTMLAnchorElement) link.click();
  }
})();
