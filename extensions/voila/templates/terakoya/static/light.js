/* The light page of an app: carries changes to the server and results back, and saves. */
(function () {
  "use strict";

  /** @type {(id: string) => HTMLElement} where it may be missing, who asks looks */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const data = byId("data") ? JSON.parse(byId("data").textContent) : null;
  if (!data) return;
  const words = JSON.parse(byId("words").textContent);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const models = data.models;
  const WIDE = '.tk-scroll, math[display="block"]'; // what scrolls where there is no room for it

  // --- The connection: one question at a time; what changes meanwhile is told in one go. ---
  const MOST = 5000000; // letters of a question: a server takes 16 MiB
  let socket = null;
  let tries = 0;
  let leaving = false;
  let asked = null;
  let count = 0;
  let waitingSet = {};
  let waitingModels = new Map();
  const waitingOther = [];
  const chosen = {};          // all that a new connection has to be told again
  const touched = new Map();
  let mustRestore = false;

  function connect() {
    const address = new URL(document.body.dataset.visit + "?generation=" + data.generation, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    socket = new WebSocket(address);
    socket.addEventListener("open", opened);
    socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    socket.addEventListener("close", closed);
  }

  function opened() {
    tries = 0;
    hideNotice();
    if (mustRestore) {
      mustRestore = false;
      if (asked) restoreAsked();
      waitingSet = { ...chosen, ...waitingSet };
      waitingModels = new Map([...touched, ...waitingModels]);
    }
    advance();
  }

  function restoreAsked() {
    const { question, done } = asked;
    asked = null;
    busy(false);
    if (question.table || question.svg) done({ refused: words.lost });
  }

  function closed(event) {
    if (leaving) return;
    mustRestore = true;
    if (event.code === 4404 || tries > 6) {
      notice(words.retry, true);
      return;
    }
    if (tries > 0) notice(words.lost, false);
    window.setTimeout(connect, Math.min(15000, 300 * 2 ** tries));
    tries += 1;
  }

  function hear(message) {
    if (message.loading) {
      const bar = /** @type {HTMLProgressElement} */ (byId("loading_progress"));
      if (bar) bar.value = (message.loading[0] + 0.5) / Math.max(1, message.loading[1]);
    } else if (message.ready) {
      leaving = true;
      location.reload();
    } else if (message.renewed) {
      leaving = true;
      notice(words.renewed, true);
    } else if (message.over) {
      leaving = true;
      busy(false);
      notice(message.over, true);
    } else if (message.full) {
      leaving = true;
      location.reload();
    } else if (asked && (message.n === asked.question.n || message.n === null)) { // one question at a time
      const { done } = asked;
      asked = null;
      busy(false);
      done(message);
      advance();
    }
  }

  function ask(question, done) {
    question.n = count += 1;
    const text = JSON.stringify(question);
    if (text.length > MOST) { // the server would hang up, and it would be sent again
      done({ failed: '<p class="tk-notice">' + words.too_much + "</p>", refused: words.too_much });
      advance();
      return;
    }
    asked = { question, done };
    busy(true);
    socket.send(text);
  }

  function advance() {
    if (asked || !socket || socket.readyState !== WebSocket.OPEN) return;
    if (Object.keys(waitingSet).length) {
      const set = waitingSet;
      waitingSet = {};
      ask({ set }, apply);
    } else if (waitingModels.size) {
      const [key, entry] = /** @type {[string, any]} */ (waitingModels.entries().next().value);
      waitingModels.delete(key);
      ask(entry.custom ? entry : { model: key, state: entry }, apply);
    } else if (waitingOther.length) {
      const [question, done] = waitingOther.shift();
      ask(question, done);
    }
  }

  function tellWidget(model, state, custom) {
    if (custom) waitingModels.set(Symbol(model), { model, custom }); // each press counts
    else {
      waitingModels.set(model, { ...waitingModels.get(model), ...state });
      touched.set(model, { ...touched.get(model), ...state });
    }
    advance();
  }

  function tellParameter(name, value) {
    chosen[name] = value;
    waitingSet[name] = value;
    advance();
  }

  // --- What is shown ---
  let busyTimer = 0;
  function busy(now) {
    window.clearTimeout(busyTimer);
    const sign = byId("busy");
    if (!sign) return;
    if (now) busyTimer = window.setTimeout(() => { sign.hidden = false; byId("cells").setAttribute("aria-busy", "true"); }, 350);
    else { sign.hidden = true; byId("cells").removeAttribute("aria-busy"); }
  }

  function apply(changes) {
    byId("problem").innerHTML = "";
    if (changes.models) widgets.apply(changes.models); // first: results may hold new ones
    for (const [id, html] of Object.entries(changes.areas || {})) {
      const area = document.querySelector('.tk-cell[data-cell="' + CSS.escape(id) + '"]');
      if (!area) continue;
      area.innerHTML = html;
      widgets.mount(area);
      improve(area);
    }
    briefing.arrange();
    if (changes.failed) byId("problem").innerHTML = changes.failed;
    else announce(words.updated);
    document.body.dataset.answers = String(Number(document.body.dataset.answers || 0) + 1);
  }

  function announce(text) {
    const place = byId("announcement");
    place.textContent = "";
    window.setTimeout(() => { place.textContent = text; }, 50);
  }

  function notice(text, final) {
    const box = byId("disconnected");
    if (!box) return;
    const line = document.createElement("p");
    line.textContent = text + " ";
    if (final) {
      const link = document.createElement("a");
      link.className = "tk-button";
      link.href = "";
      link.textContent = words.again;
      line.append(link);
    }
    box.replaceChildren(line);
    box.hidden = false;
  }

  function hideNotice() {
    const box = byId("disconnected");
    if (box) box.hidden = true;
  }

  // --- Names for what has none, and places to save ---
  function headingBefore(node) {
    let best = "";
    for (const heading of byId("cells").querySelectorAll("h1, h2:not(.tk-unseen), h3, h4")) {
      if (heading.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) best = heading.textContent.trim();
    }
    return best;
  }

  function nameOf(node, text, plain) {
    const heading = headingBefore(node);
    return heading ? fill(text, { heading }) : plain;
  }

  function improve(root) {
    for (const picture of root.querySelectorAll("img")) {
      if (!picture.hasAttribute("alt")) picture.alt = nameOf(picture, words.figure_of, words.figure);
      offer(picture, words.save_picture, pictureForms(picture));
    }
    for (const table of root.querySelectorAll("table")) improveTable(table);
    charts.draw(root);
    window.requestAnimationFrame(() => root.querySelectorAll(WIDE).forEach(makeScrollable));
  }

  function improveTable(table) {
    if (!table.caption && !table.hasAttribute("aria-label")) table.setAttribute("aria-label", nameOf(table, words.table_of, words.table));
    window.terakoyaTables.mend(table);
    if (table.closest(".tk-text")) return;
    if (!table.parentElement.classList.contains("tk-scroll")) {
      const frame = document.createElement("div");
      frame.className = "tk-scroll";
      table.replaceWith(frame);
      frame.append(table);
    }
    offer(table.parentElement, words.save_table, tableForms(table));
  }

  function makeScrollable(frame) {
    if (frame.scrollWidth <= frame.clientWidth + 1) {
      for (const name of ["tabindex", "role", "aria-label"]) frame.removeAttribute(name);
      return;
    }
    frame.setAttribute("tabindex", "0");
    if (frame.matches("math")) return; // it has a role and says itself
    frame.setAttribute("role", "group"); // a page may have many: no landmarks
    const { caption } = frame.firstElementChild;
    frame.setAttribute("aria-label", caption ? caption.textContent.trim() : frame.firstElementChild.getAttribute("aria-label"));
  }

  function offer(node, title, forms) {
    const after = node.nextElementSibling;
    if (after && after.classList.contains("tk-save")) after.remove();
    const fold = document.createElement("details");
    fold.className = "tk-save";
    fold.lang = words.language;
    const summary = document.createElement("summary");
    summary.textContent = title;
    const box = document.createElement("div");
    for (const [text, act] of forms) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tk-plain";
      button.textContent = text;
      button.addEventListener("click", act);
      box.append(button);
    }
    fold.append(summary, box);
    node.after(fold);
  }

  const fileName = (node) =>
    [document.title, headingBefore(node)].filter((part, at, all) => part && all.indexOf(part) === at).join("_").replace(/[\\/:*?"<>|\s]+/g, "_");

  function save(href, name) {
    const link = document.createElement("a");
    link.href = href;
    link.download = name;
    link.click();
  }

  function saveBytes(text, type, name) {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const href = URL.createObjectURL(new Blob([bytes], { type }));
    save(href, name);
    window.setTimeout(() => URL.revokeObjectURL(href), 10000);
  }

  function readTable(table) {
    const grid = [];
    [...table.rows].forEach((row, at) => {
      grid[at] = grid[at] || [];
      let column = 0;
      for (const cell of row.cells) {
        while (grid[at][column] !== undefined) column += 1;
        for (let down = 0; down < cell.rowSpan && at + down < table.rows.length; down += 1) {
          grid[at + down] = grid[at + down] || [];
          for (let across = 0; across < cell.colSpan; across += 1) {
            grid[at + down][column + across] = down || across ? "" : cell.innerText.trim();
          }
        }
        column += cell.colSpan;
      }
    });
    const width = Math.max(...grid.map((row) => row.length));
    return grid.map((row) => Array.from({ length: width }, (_none, at) => row[at] ?? ""));
  }

  function tableForms(table) {
    const form = (name, ending, type) => () => {
      const name_ = fileName(table) + ending;
      waitingOther.push([{ table: readTable(table), form: name }, (answer) => {
        if (answer.file) saveBytes(answer.file, type, name_);
        else problem(answer);
      }]);
      advance();
    };
    return [
      [words.csv, form("csv-utf8", ".csv", "text/csv")],
      [words.csv_old, form("csv-cp932", ".csv", "text/csv")],
      [words.excel, form("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")],
    ];
  }

  function problem(answer) {
    const line = document.createElement("p");
    line.className = "tk-notice";
    line.textContent = answer.refused || words.failed;
    byId("problem").replaceChildren(line);
  }

  function pictureForms(picture) {
    const forms = [];
    const vector = picture.src.startsWith("data:image/svg");
    if (!vector) forms.push([words.png, () => save(picture.src, fileName(picture) + ".png")]);
    const area = picture.closest(".tk-cell");
    if (vector) forms.push([words.svg, () => save(picture.src, fileName(picture) + ".svg")]);
    else if (area && !picture.closest(".tk-control")) {
      forms.push([words.svg, () => {
        const place = [...area.querySelectorAll("figure > img")].indexOf(picture);
        waitingOther.push([{ svg: area.dataset.cell, place }, (answer) => {
          if (!answer.svg) { problem({ refused: answer.refused || words.no_svg }); return; }
          const href = URL.createObjectURL(new Blob([answer.svg], { type: "image/svg+xml" }));
          save(href, fileName(picture) + ".svg");
        }]);
        advance();
      }]);
    }
    return forms;
  }

  // --- Values that cannot be used: said in words, below the control ---
  function wrong(control) {
    const { rangeUnderflow, rangeOverflow, stepMismatch, valid } = control.validity;
    const { min, max, step } = control;
    if (valid) return "";
    if (rangeUnderflow || rangeOverflow) {
      const text = min !== "" && max !== "" ? words.wrong_range : min !== "" ? words.wrong_low : words.wrong_high;
      return fill(text, { low: min, high: max });
    }
    if (stepMismatch) return Number(step) === 1 ? words.wrong_whole : fill(words.wrong_step, { step });
    return words.wrong_value;
  }

  function check(control) {
    if (!control.validity) return;
    const text = wrong(control);
    const id = control.id + "-wrong";
    let line = byId(id);
    const described = (control.getAttribute("aria-describedby") || "").split(" ").filter((one) => one && one !== id);
    if (text && !line) {
      line = document.createElement("p");
      Object.assign(line, { id, className: "tk-wrong", lang: words.language });
      line.setAttribute("role", "alert");
      control.after(line);
    }
    if (text) line.textContent = text;
    else if (line) line.remove();
    if (text) described.push(id);
    if (described.length) control.setAttribute("aria-describedby", described.join(" "));
    else control.removeAttribute("aria-describedby");
    if (text) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }

  // --- Parameters ---
  function readControl(kind, control) {
    if (kind === "bool") return control.checked;
    if (kind === "select" || kind === "radio") return Number(control.value);
    if (!control.checkValidity()) return undefined;
    return kind === "int" || kind === "float" || kind === "slider" ? Number(control.value) : control.value;
  }

  // Somebody was quicker than this script.
  function isChanged(control) {
    if (control.matches("select")) return !control.selectedOptions[0]?.defaultSelected && [...control.options].some((one) => one.defaultSelected);
    if (control.matches("[type=radio]")) return control.checked && !control.defaultChecked;
    if (control.matches("[type=checkbox]")) return control.checked !== control.defaultChecked;
    return control.value !== control.defaultValue;
  }

  function wire(field) {
    const { parameter, kind } = field.dataset;
    const shown = field.querySelector("output");
    const tell = (event) => {
      const control = event.target;
      const value = readControl(kind, control);
      check(control);
      if (value !== undefined) tellParameter(parameter, value);
    };
    if (kind === "slider") {
      field.addEventListener("input", (event) => { shown.textContent = event.target.value; tell(event); });
    } else field.addEventListener("change", tell);
    const early = [...field.querySelectorAll("input, select")].find(isChanged);
    if (early) early.dispatchEvent(new Event(kind === "slider" ? "input" : "change", { bubbles: true }));
  }

  // --- Start ---
  const briefing = window.terakoyaBriefing(words);
  const charts = window.terakoyaCharts({
    words,
    drawn: () => briefing.arrange(),
    offer: (figure, forms) => offer(figure, words.save_picture, forms.map(
      ([text, act]) => [text, () => act((href, ending) => save(href, fileName(figure) + ending))],
    )),
  });
  const widgets = window.terakoyaWidgets(models, { send: tellWidget, changed: improve, check, words });
  if (document.body.dataset.state === "ready") {
    const cells = byId("cells");
    widgets.mount(cells);
    for (const field of cells.querySelectorAll("#controls .tk-field")) wire(field);
    if (byId("controls")) byId("controls").addEventListener("submit", (event) => event.preventDefault());
    improve(cells);
    byId("tools").hidden = false;
    window.addEventListener("resize", () => cells.querySelectorAll(WIDE).forEach(makeScrollable));
    byId("start-briefing").addEventListener("click", briefing.start);
    byId("print").addEventListener("click", () => window.print());
    if (new URLSearchParams(location.search).has("briefing")) briefing.start();
  }
  window.addEventListener("pagehide", () => { leaving = true; if (socket) socket.close(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; mustRestore = true; connect(); } });
  connect();
  document.body.dataset.alive = "yes";
})();
