/* The briefing view of an app's light page: large type, one result a screen, by keyboard.
   window.terakoyaBriefing(words) gives { start, arrange }; arrange() is called after results have changed. */
(function () {
  "use strict";

  const root = document.documentElement;
  const { clear, fit, show, split, unitsOf } = window.terakoyaFitting;
  const cells = () => /** @type {HTMLElement} */ (document.getElementById("cells"));
  const isResult = (unit) => unit.classList.contains("tk-cell");
  const isShown = (unit) => unit.innerText.trim() || unit.querySelector("img, .tk-control, .tk-chart");

  // The pictures and tables of a result are told one by one; its text and its controls stay with each.
  function partsOf(cell) {
    const found = [...cell.querySelectorAll("img, .tk-scroll, .tk-drawn[data-size]")].filter((one) => !one.parentElement.closest(".tk-scroll"));
    return found.map((one) => one.closest("figure") || one);
  }

  function screensOf(cell, nodes) {
    const parts = partsOf(cell);
    const key = cell.dataset.cell;
    if (!parts.length) return [{ key, nodes, part: null, others: [] }];
    return parts.map((part, at) => ({ key: key + "/" + at, nodes, part, others: parts.filter((one) => one !== part) }));
  }

  // A lower heading alone would hang in the air: the main heading that it belongs to stands above it.
  function withMain(nodes, main) {
    const first = nodes.find((one) => one.matches("h1, h2, h3, h4"));
    return main && first && first.matches("h3, h4") ? [main, ...nodes] : nodes;
  }

  // A main heading begins a screen. What is said behind a result, up to the next heading, is said of it.
  function makeScreens() {
    const found = [];
    let gathered = [];
    let last = null; // the nodes of the result before, while no heading has come since
    let above = null; // the heading that a result stands below
    let main = null;
    const flush = () => {
      if (gathered.length) found.push({ key: "text-" + found.length, nodes: withMain(gathered, main), part: null, others: [] });
      gathered = [];
    };
    const goWith = () => {
      if (last) last.push(...gathered.splice(0));
      last = null;
    };
    for (const unit of unitsOf()) {
      if (unit.id === "controls") continue;
      if (isResult(unit)) {
        if (!isShown(unit)) continue;
        const named = !above || gathered.includes(above);
        last = withMain(named ? [...gathered, unit] : [above, ...gathered, unit], main);
        gathered = [];
        found.push(...screensOf(unit, last));
        continue;
      }
      const heading = unit.matches("h1, h2, h3, h4");
      if (heading) {
        goWith();
        above = unit;
      }
      if (unit.matches("h1, h2") && gathered.some((one) => !one.matches("h1, h2"))) flush();
      if (unit.matches("h2")) main = unit;
      gathered.push(unit);
    }
    goWith();
    flush();
    return found;
  }

  window.terakoyaBriefing = function (words) {
    let screens = [];
    let at = 0;
    let bar = null;
    let opener = null;

    function go(wanted) {
      at = Math.max(0, Math.min(screens.length - 1, wanted));
      window.scrollTo(0, 0);
      draw();
    }

    function draw() {
      const screen = screens[at];
      const place = at + 1 + " / " + screens.length;
      const part = screen.of ? words.part.replace("{at}", screen.at).replace("{of}", screen.of) : "";
      bar.querySelector("p").textContent = part ? place + " (" + part + ")" : place;
      bar.querySelector("[data-step='-1']").disabled = at === 0;
      bar.querySelector("[data-step='1']").disabled = at === screens.length - 1;
      show(screen);
      fit(screen);
    }

    // Also after results were drawn anew: then there may be more of them, or fewer.
    function arrange() {
      if (!bar) return;
      const before = screens[at];
      screens = makeScreens().flatMap(split);
      const same = before ? screens.findIndex((one) => one.key === before.key) : -1;
      if (same >= 0) at = same + Math.min((before.at || 1) - 1, (screens[same].of || 1) - 1);
      at = Math.max(0, Math.min(screens.length - 1, at));
      draw();
      for (const picture of cells().querySelectorAll("img")) {
        if (!picture.complete) picture.addEventListener("load", arrange, { once: true });
      }
    }

    function start() {
      if (bar) return;
      opener = document.activeElement;
      root.classList.add("tk-briefing");
      bar = makeBar();
      document.body.append(bar);
      screens = [];
      at = 0;
      arrange();
      window.scrollTo(0, 0);
      /** @type {HTMLElement} */ (bar.querySelector("[data-step='1']")).focus();
    }

    function makeBar() {
      const made = document.createElement("nav");
      made.className = "tk-bar";
      made.setAttribute("aria-label", words.briefing);
      const place = document.createElement("p");
      place.setAttribute("role", "status");
      made.append(button(words.previous, () => go(at - 1), "-1"), place, button(words.next, () => go(at + 1), "1"), button(words.leave, end));
      return made;
    }

    function button(text, act, step) {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "tk-plain";
      made.textContent = text;
      if (step) made.dataset.step = step;
      made.addEventListener("click", act);
      return made;
    }

    function end() {
      root.classList.remove("tk-briefing");
      clear();
      bar.remove();
      bar = null;
      const back = opener && opener !== document.body ? opener : document.getElementById("start-briefing");
      back.focus();
    }

    function press(event) {
      if (!bar || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.target.matches("input, select, textarea, summary")) {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
      if (step) go(at + step);
      else if (event.key === "Home") go(0);
      else if (event.key === "End") go(Infinity);
      else if (event.key === "Escape") end();
      else return;
      event.preventDefault();
    }

    // On paper all is there, in the page's own type.
    function forPaper() {
      if (!bar) return;
      root.classList.remove("tk-briefing");
      clear();
    }

    function afterPaper() {
      if (!bar) return;
      root.classList.add("tk-briefing");
      arrange();
    }

    document.addEventListener("keydown", press);
    window.addEventListener("resize", arrange);
    window.terakoyaPrint.first.push(forPaper); // before tables are measured
    window.terakoyaPrint.last.push(afterPaper);
    return { start, arrange };
  };
})();
