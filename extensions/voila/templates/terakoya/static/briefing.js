/* The briefing view of an app's light page: large type, one result a screen, by keyboard.
   window.terakoyaBriefing(words) gives { start, arrange }; arrange() is called after results have changed. */
(function () {
  "use strict";

  const LEAST = 160; // pixels of a picture's height; where there is less room, the screen scrolls
  const SHARE = 0.55; // of the window's height, which a picture shall have
  const MARGIN = 16;
  const SMALLEST = 20; // pixels of type
  const STEP = 2;
  const root = document.documentElement;
  const cells = () => document.getElementById("cells");

  // The pictures and tables of one cell are told one by one; its text and its controls stay with each.
  function partsOf(cell) {
    const found = [...cell.querySelectorAll("img, .tk-scroll")].filter((one) => !one.parentElement.closest(".tk-scroll"));
    return found.length > 1 ? found.map((one) => one.closest("figure") || one) : [];
  }

  // The headline is a screen of its own; the controls stay on every screen that comes after them.
  function makeScreens() {
    const found = [];
    let gathered = [];
    let controls = [];
    const end = (cell) => {
      const nodes = [...controls, ...gathered];
      const parts = cell ? partsOf(cell) : [];
      if (parts.length) found.push(...parts.map((part) => ({ nodes, part, others: parts.filter((one) => one !== part) })));
      else if (gathered.length) found.push({ nodes, part: null, others: [] });
      gathered = [];
    };
    for (const node of cells().children) {
      const isResult = node.classList.contains("tk-cell");
      if (node.id === "controls") controls = [node];
      else if (!isResult || node.innerText.trim() || node.querySelector("img, .tk-control")) {
        if (!isResult && node.querySelector("h2") && found.length + gathered.length === 1) end(null);
        gathered.push(node);
        if (isResult) end(node);
      } else gathered.push(node);
    }
    end(null);
    return found;
  }

  window.terakoyaBriefing = function (words) {
    let screens = [];
    let at = 0;
    let bar = null;
    let opener = null;

    function show(wanted) {
      at = wanted;
      window.scrollTo(0, 0);
      arrange();
    }

    // Also after results were drawn anew: then there may be more of them, or fewer.
    function arrange() {
      if (!bar) return;
      screens = makeScreens();
      at = Math.max(0, Math.min(screens.length - 1, at));
      bar.querySelector("p").textContent = at + 1 + " / " + screens.length;
      bar.querySelector("[data-step='-1']").disabled = at === 0;
      bar.querySelector("[data-step='1']").disabled = at === screens.length - 1;
      const { nodes, others } = screens[at];
      for (const node of cells().children) node.hidden = !nodes.includes(node);
      for (const node of cells().querySelectorAll(".tk-elsewhere")) node.classList.remove("tk-elsewhere");
      for (const node of others) node.classList.add("tk-elsewhere");
      fit();
    }

    // The largest type with which all is seen at once and a picture has its share; large it stays.
    function fit() {
      root.style.fontSize = "";
      let size = parseFloat(getComputedStyle(root).fontSize);
      while (!stretchPicture() && size - STEP >= SMALLEST) {
        size -= STEP;
        root.style.fontSize = size + "px";
      }
    }

    function stretchPicture() {
      const pictures = [...cells().querySelectorAll("img")].filter((one) => one.getClientRects().length);
      for (const picture of pictures) picture.style.height = picture.style.maxHeight = "";
      if (pictures.length !== 1) return root.scrollHeight <= window.innerHeight;
      const [picture] = pictures;
      const top = picture.getBoundingClientRect().top + window.scrollY;
      const room = window.innerHeight - bar.offsetHeight - MARGIN - top;
      if (room >= LEAST) picture.style.height = picture.style.maxHeight = room + "px";
      return room >= SHARE * window.innerHeight;
    }

    function start() {
      if (bar) return;
      opener = document.activeElement;
      root.classList.add("tk-briefing");
      bar = makeBar();
      document.body.append(bar);
      show(0);
      bar.querySelector("[data-step='1']").focus();
    }

    function makeBar() {
      const made = document.createElement("nav");
      made.className = "tk-bar";
      made.setAttribute("aria-label", words.briefing);
      const place = document.createElement("p");
      place.setAttribute("role", "status");
      made.append(button(words.previous, () => show(at - 1), "-1"), place, button(words.next, () => show(at + 1), "1"), button(words.leave, end));
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
      root.style.fontSize = "";
      for (const node of cells().children) node.hidden = false;
      for (const node of cells().querySelectorAll(".tk-elsewhere")) node.classList.remove("tk-elsewhere");
      for (const picture of cells().querySelectorAll("img")) picture.style.height = picture.style.maxHeight = "";
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
      if (step) show(at + step);
      else if (event.key === "Home") show(0);
      else if (event.key === "End") show(Infinity);
      else if (event.key === "Escape") end();
      else return;
      event.preventDefault();
    }

    document.addEventListener("keydown", press);
    window.addEventListener("resize", arrange);
    return { start, arrange };
  };
})();
