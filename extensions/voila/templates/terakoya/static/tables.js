/* Tables that can be read out: each heading is one and says what it heads; as on paper (faces/paper/tables.py).
   window.terakoyaTables.mend(table) puts a table right; once done, doing it again changes nothing. */
(function () {
  "use strict";

  const NUMBER = /^[-+−△▲]?[\d,.]+\s?[%％]?$/;
  const text = (cell) => cell.textContent.trim();
  const isNumber = (cell) => NUMBER.test(text(cell));
  const isHeading = (cell) => cell.matches("th");
  const spans = (cell) => cell.colSpan > 1 || cell.rowSpan > 1;

  function become(cell, name) {
    if (cell.localName === name) return;
    const made = document.createElement(name);
    for (const { name: key, value } of cell.attributes) if (key !== "scope") made.setAttribute(key, value);
    made.append(...cell.childNodes);
    cell.replaceWith(made);
  }

  function isBold(cell) {
    if (Number(getComputedStyle(cell).fontWeight) >= 600) return true;
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    let found = false;
    while (walker.nextNode()) {
      if (!walker.currentNode.nodeValue?.trim()) continue;
      if (!walker.currentNode.parentElement?.closest("b, strong")) return false;
      found = true;
    }
    return found;
  }

  // The first rows that hold headings only, but for empty cells.
  function headingRows(rows) {
    for (const [count, row] of rows.entries()) {
      const full = [...row.cells].filter(text);
      const alone = row.cells.length === 1 && row.cells[0].colSpan === 1;
      if (!full.length || alone || !full.every(isHeading)) return count;
    }
    return 0; // headings only, in every row: nothing says which of them head
  }

  // Plain cells head what is below where they are bold, or words over numbers.
  function looksLikeHead(rows) {
    if (rows.length < 2) return false;
    const [first, ...rest] = rows.map((row) => [...row.cells]);
    if (first.length < 2 || !first.every(text) || rest.some((row) => row.length !== first.length)) return false;
    if (first.every(isBold)) return !rest.flat().every(isBold);
    if (first.some(isNumber)) return false;
    return first.some((_cell, at) => {
      const below = rest.map((row) => row[at]).filter(text);
      return below.length > 0 && below.every(isNumber);
    });
  }

  function findHead(table) {
    const rows = [...table.rows].filter((row) => row.cells.length);
    if (table.tHead && table.tHead.rows.length) return;
    let count = headingRows(rows);
    if (!count && !table.querySelector("th") && looksLikeHead(rows)) count = 1;
    if (!count || count >= rows.length) return;
    table.createTHead().append(...rows.slice(0, count));
  }

  // pandas' last heading row holds only the index's names: they go into the row above.
  function joinNames(table) {
    const rows = table.tHead ? [...table.tHead.rows] : [];
    if (rows.length < 2) return;
    const [above, below] = rows.slice(-2).map((row) => [...row.cells]);
    const names = below.map(text);
    const count = names.findIndex((name) => !name);
    if (count < 1 || names.slice(count).some(Boolean) || above.length !== below.length || above.some(spans)) return;
    names.slice(0, count).forEach((name, at) => {
      const said = text(above[at]);
      above[at].textContent = said ? name + " / " + said : name;
      become(above[at], "th");
    });
    rows.at(-1).remove();
  }

  function nameHeadings(row, inHead) {
    for (const cell of [...row.cells]) {
      if (!text(cell) && !cell.querySelector("img")) become(cell, "td"); // an empty corner heads nothing
      else if (inHead) become(cell, "th");
    }
    for (const cell of row.querySelectorAll(":scope > th:not([scope])")) {
      if (inHead) cell.scope = cell.colSpan > 1 ? "colgroup" : "col";
      else cell.scope = cell.rowSpan > 1 ? "rowgroup" : "row";
    }
  }

  // --- Ink: black or white on a coloured cell, where its own cannot be read (WCAG 2, 1.4.3) ---
  const READABLE = 4.5;
  const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const lightness = (rgb) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => sum + weight * linear(rgb[at] / 255), 0);

  function contrast(one, other) {
    const [low, high] = [one, other].map(lightness).sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  }

  function chooseInk(cell) {
    const { backgroundColor, color } = getComputedStyle(cell);
    const ground = channels(backgroundColor);
    if (ground.length !== 3 || contrast(ground, channels(color)) >= READABLE) return; // a fourth part: not opaque
    cell.style.color = contrast(ground, [0, 0, 0]) >= contrast(ground, [255, 255, 255]) ? "#000" : "#fff";
  }

  function mend(table) {
    findHead(table);
    joinNames(table);
    for (const row of table.rows) {
      nameHeadings(row, row.parentElement === table.tHead);
      for (const cell of row.cells) {
        if (isNumber(cell)) cell.classList.add("tk-number");
        chooseInk(cell);
      }
    }
  }

  window.terakoyaTables = { mend };
})();
