/* A page that waits for something asks for itself again, and goes on as soon as the answer is
   another one. It says once that it takes longer than usual, and nothing else: readers are not
   interrupted, and what they look at is not loaded anew under their hands. */
"use strict";

(() => {
  const told = document.getElementById("waiting");
  if (!told) return;
  const often = Number(told.dataset.every ?? "3") * 1000;
  const patience = 20_000;
  const begun = Date.now();

  const isOver = async () => {
    const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return true;
    if (answer.status >= 502 && answer.status <= 504) return false;
    if (told.dataset.until === "answer") return true;
    return !answer.ok || !(await answer.text()).includes('id="waiting"');
  };

  const ask = async () => {
    try {
      if (await isOver()) {
        location.reload();
        return;
      }
    } catch {
      // nobody answers just now: asked again
    }
    const place = document.getElementById("waited");
    if (place && told.dataset.later && Date.now() - begun > patience) {
      place.textContent = told.dataset.later;
    }
    setTimeout(ask, often);
  };

  setTimeout(ask, often);
})();
