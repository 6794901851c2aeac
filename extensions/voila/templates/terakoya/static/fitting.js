/* One screen of the briefing view: what is seen of it, how large it is, and where a table has to be split.
   window.terakoyaFitting has clear(), show(screen), fit(screen), split(screen) → screens, and unitsOf() of the page.
   A screen is { key, nodes, part, others, piece }: the units that are seen, the one picture or table among them (or
   null), other parts of its result, and which rows and columns of the table. */
(function () {
  "use strict";

  const SMALLEST = 20; // pixels of the text's type
  const SMALLEST_TABLE = 16; // of a table's; what needs smaller ones is split
  const STEP = 2;
  const GAP = 12; // pixels between what is shown
  const ROOMY = 900; // pixels of a window, from which a result may stand beside its text
  const TEXT_SHARE = 0.36; // of the window, for the text beside a result
  const ENOUGH = 0.92; // of the best size there is: then the text is not made smaller for more
  const root = document.documentElement;
  const cells = () => /** @type {HTMLElement} */ (document.getElementById("cells"));

  // What is shown or left out as one: a result, the controls, each paragraph of a text.
  function unitsOf() {
    return [...cells().children].flatMap((node) => (node.classList.contains("tk-text") ? [...node.children] : [node]));
  }

  // --- What is seen of a screen ---
  function clear() {
    root.style.fontSize = "";
    cells().style.width = "";
    for (const node of cells().querySelectorAll(".tk-elsewhere, .tk-beside")) node.classList.remove("tk-elsewhere", "tk-beside");
    for (const title of cells().querySelectorAll("h1")) title.classList.remove("tk-unseen");
    const sized = /** @type {NodeListOf<HTMLElement>} */ (cells().querySelectorAll("figure, img, .tk-drawn, .tk-scroll, table"));
    for (const node of sized) {
      for (const name of ["height", "width", "max-height", "max-width", "font-size", "left", "top"]) node.style.removeProperty(name);
    }
  }

  function leave(nodes) {
    for (const node of nodes) node.classList.add(node.matches("h1") ? "tk-unseen" : "tk-elsewhere"); // a page has its title
  }

  function show(screen) {
    clear();
    const units = unitsOf();
    leave(units.filter((unit) => !screen.nodes.includes(unit) && unit.id !== "controls"));
    leave(screen.others);
    showControls(screen.nodes);
    if (screen.piece) showPiece(screen.part.querySelector("table"), screen.piece);
  }

  // Only where something depends on them.
  function showControls(nodes) {
    const form = document.getElementById("controls");
    if (!form) return;
    const wanted = new Set(nodes.flatMap((node) => (node.dataset.follows || "").split(" ")));
    const fields = [.../** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll(".tk-field"))];
    const idle = fields.filter((field) => !wanted.has(field.dataset.parameter));
    leave(idle.length === fields.length ? [form] : idle);
  }

  // --- Sizes ---
  const height = () => window.innerHeight - /** @type {HTMLElement} */ (document.querySelector(".tk-bar")).offsetHeight - GAP;

  // The text's height, without the part.
  function restOf(part) {
    if (part) part.classList.add("tk-elsewhere");
    const rest = cells().getBoundingClientRect().bottom + window.scrollY;
    if (part) part.classList.remove("tk-elsewhere");
    return rest;
  }

  function hasText(screen) {
    const { part } = screen;
    const form = document.getElementById("controls");
    const nodes = form && !form.classList.contains("tk-elsewhere") ? [form, ...screen.nodes] : screen.nodes;
    return nodes.some((node) => !node.contains(part) || node.innerText.trim().length > part.innerText.trim().length + 1);
  }

  function trials(screen) {
    root.style.fontSize = "";
    const found = [];
    const sides = window.innerWidth >= ROOMY && screen.part && hasText(screen) ? [false, true] : [false];
    for (let size = parseFloat(getComputedStyle(root).fontSize); size >= SMALLEST || !found.length; size -= STEP) {
      for (const beside of sides) found.push({ size, beside });
    }
    return found;
  }

  // Sets the text; returns the room that is left for the part. No room: the text itself does not fit.
  function setText({ size, beside }, part) {
    root.style.fontSize = size + "px";
    const page = /** @type {HTMLElement} */ (cells().parentElement);
    const inset = parseFloat(getComputedStyle(page).paddingLeft);
    cells().style.width = beside ? window.innerWidth * TEXT_SHARE - inset + "px" : "";
    if (part) part.classList.toggle("tk-beside", beside);
    const rest = restOf(part);
    if (!beside) return { left: inset, top: rest, width: page.clientWidth - 2 * inset, height: height() - rest - 2 * GAP };
    const left = window.innerWidth * TEXT_SHARE + 2 * GAP;
    return { left, top: GAP, width: window.innerWidth - left - inset, height: rest <= height() ? height() - GAP : 0 };
  }

  // A part's picture, or its chart; null for a table.
  const drawingOf = (part) => (part.matches("img") ? part : part.querySelector(":scope > img, :scope > .tk-drawn"));

  function naturalSize(picture) {
    if (picture.dataset.size) return picture.dataset.size.split(" ").map(Number);
    return [picture.naturalWidth || 640, picture.naturalHeight || 480];
  }

  // How large a part can be set in a room: a picture's scale, a table's type. 0: not at all.
  function sizeIn(room, part) {
    const picture = drawingOf(part);
    if (picture) {
      const [wide, high] = naturalSize(picture);
      return Math.max(0, Math.min(room.width / wide, room.height / high));
    }
    const table = part.querySelector("table");
    part.style.width = room.width + "px";
    let size = parseFloat(root.style.fontSize);
    while (size >= SMALLEST_TABLE) {
      table.style.fontSize = size + "px";
      const { width, height: high } = table.getBoundingClientRect();
      if (width <= room.width + 1 && high <= room.height) return size;
      size -= Math.max(1, Math.floor(size * Math.min(0.3, 1 - Math.min(room.width / width, room.height / high))));
    }
    return 0;
  }

  function setPart(room, part, size, beside) {
    const picture = drawingOf(part);
    if (picture && size) {
      const [wide, high] = naturalSize(picture);
      picture.style.maxWidth = picture.style.maxHeight = "none";
      picture.style.width = wide * size + "px";
      picture.style.height = high * size + "px";
    } else if (!picture) {
      part.style.width = beside ? room.width + "px" : "";
      part.querySelector("table").style.fontSize = (size || SMALLEST_TABLE) + "px";
    }
    if (beside) {
      part.style.left = room.left + "px";
      part.style.top = room.top + "px";
    }
  }

  // The first way in which the part is almost as large as it can be; the text stays large before that.
  function fit(screen) {
    const tried = trials(screen);
    const { part } = screen;
    if (!part) return fitText(tried);
    const sized = tried.map((trial) => ({ trial, size: sizeIn(setText(trial, part), part) }));
    const best = Math.max(...sized.map((one) => one.size));
    const limit = drawingOf(part) ? best * ENOUGH : Math.min(best, SMALLEST);
    const chosen = best ? sized.find((one) => one.size && one.size >= limit) : sized.at(-1);
    const { trial, size } = /** @type {typeof sized[0]} */ (chosen);
    setPart(setText(trial, part), part, size, trial.beside);
    return best > 0;
  }

  function fitText(tried) {
    for (const trial of tried) {
      setText(trial, null);
      if (restOf(null) <= height()) return true;
    }
    return false;
  }

  // --- Tables that are too large for a screen ---
  function showPiece(table, { rows, columns }) {
    const body = bodyRows(table);
    leave(body.filter((_row, at) => at < rows[0] || at >= rows[1]));
    if (!columns) return;
    const fixed = headingColumns(table);
    for (const row of table.rows) {
      leave([...row.cells].filter((_cell, at) => at >= fixed && (at < columns[0] || at >= columns[1])));
    }
  }

  function bodyRows(table) {
    return [...table.rows].filter((row) => row.parentElement !== table.tHead);
  }

  function headingColumns(table) {
    const [first] = bodyRows(table);
    return Math.max(1, [...first.cells].findIndex((cell) => cell.matches("td")));
  }

  // Where a table may be cut: nowhere within cells that go over several rows.
  function cutsOf(table) {
    const cuts = [];
    let end = 0;
    bodyRows(table).forEach((row, at) => {
      if (at >= end) cuts.push(at);
      for (const cell of row.cells) end = Math.max(end, at + cell.rowSpan);
    });
    return [...cuts, bodyRows(table).length];
  }

  // As few pieces as there must be, all about as large.
  function piecesOf(cuts, room, sizes) {
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const share = total / Math.max(1, Math.ceil(total / Math.max(room, 1)));
    const pieces = [];
    let from = 0;
    let used = 0;
    for (let at = 1; at < cuts.length; at += 1) {
      const size = sizes.slice(cuts[at - 1], cuts[at]).reduce((sum, one) => sum + one, 0);
      if (used && (used + size > room || used + size / 2 > share)) {
        pieces.push([from, cuts[at - 1]]);
        from = cuts[at - 1];
        used = 0;
      }
      used += size;
    }
    pieces.push([from, cuts.at(-1)]);
    return pieces;
  }

  function columnPieces(table, room) {
    const plain = [...table.rows].every((row) => row.cells.length === table.rows[0].cells.length && [...row.cells].every((cell) => cell.colSpan === 1 && cell.rowSpan === 1));
    const widths = [...table.rows[0].cells].map((cell) => cell.getBoundingClientRect().width);
    const fixed = headingColumns(table);
    const free = room - widths.slice(0, fixed).reduce((sum, one) => sum + one, 0);
    if (!plain || table.getBoundingClientRect().width <= room + 1) return [null];
    const cuts = widths.map((_width, at) => at).slice(fixed);
    return piecesOf([...cuts, widths.length], free, widths.map((one, at) => (at < fixed ? 0 : one)));
  }

  function rowPieces(table, room) {
    const rows = bodyRows(table).map((row) => row.getBoundingClientRect().height);
    const head = table.getBoundingClientRect().height - rows.reduce((sum, one) => sum + one, 0);
    return piecesOf(cutsOf(table), room - head, rows);
  }

  // A screen for each piece of a table that does not fit, each with the text that belongs to it.
  function split(screen) {
    const table = screen.part && screen.part.querySelector("table");
    if (!table || !bodyRows(table).length) return [screen];
    show(screen);
    if (fit(screen)) return [screen];
    const rooms = trials(screen).map((trial) => setText(trial, screen.part));
    const room = rooms.reduce((best, one) => (one.height > best.height ? one : best));
    const wide = Math.max(...rooms.map((one) => one.width));
    table.style.fontSize = SMALLEST_TABLE + "px";
    screen.part.style.width = wide + "px";
    const columns = columnPieces(table, wide);
    if (columns.length === 1) screen.part.style.width = room.width + "px";
    const rows = rowPieces(table, room.height);
    const pieces = columns.flatMap((some) => rows.map((few) => ({ rows: few, columns: some })));
    if (pieces.length < 2) return [screen];
    return pieces.map((piece, at) => ({ ...screen, piece, at: at + 1, of: pieces.length }));
  }

  window.terakoyaFitting = { clear, fit, show, split, unitsOf };
})();
