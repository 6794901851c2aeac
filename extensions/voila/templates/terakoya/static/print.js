/* What only paper needs: the chosen values in place of controls, the day, tables as wide as the sheet.
   window.terakoyaPrint.first and .last hold what others do before and after: a window calls its listeners as they came. */
(function () {
  "use strict";

  const SHEET = 680; // CSS pixels: A4 without its margins
  const TYPE = 14; // CSS pixels of type on paper
  const LEAST = 0.6; // of its size, to which a table is made smaller before the sheet is turned
  const CONTROLS = "select, textarea, input:not([type=radio], [type=checkbox], [type=hidden])";
  /** @type {Window["terakoyaPrint"]} */
  const others = { first: [], last: [] };
  const words = () => JSON.parse(/** @type {HTMLElement} */ (document.getElementById("words")).textContent);

  // What a person sees of a control.
  function valueOf(control) {
    if (control.matches("select")) return [...control.selectedOptions].map((one) => one.textContent.trim()).join("、");
    if (control.matches("[type=password]")) return control.value ? "●●●" : "";
    if (control.matches("[type=range]")) {
      const field = control.closest(".tk-slider, .widget-slider");
      return field && field.querySelector("output, .widget-readout") ? "" : control.value; // its figure stands beside it
    }
    return control.value;
  }

  function chosen(value) {
    const made = document.createElement("span");
    made.className = "tk-chosen";
    made.textContent = value;
    return made;
  }

  function tellValues() {
    for (const control of document.querySelectorAll("main :is(" + CONTROLS + ")")) {
      if (!control.closest(".tk-elsewhere, [hidden]")) control.after(chosen(valueOf(control)));
    }
  }

  // A sheet across for a result, and for the text that stands right before it.
  function turn(node) {
    node.classList.add("tk-across");
    const above = node.previousElementSibling;
    if (above && above.matches(".tk-text")) above.classList.add("tk-across");
  }

  const tables = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main table"));

  function fitTables() {
    const onPaper = TYPE / parseFloat(getComputedStyle(document.body).fontSize);
    for (const table of tables()) {
      if (table.parentElement?.closest("table")) continue;
      table.style.width = "min-content"; // as narrow as it can be
      const width = table.scrollWidth * onPaper;
      table.style.width = "";
      if (width <= SHEET) continue;
      const turned = SHEET / width < LEAST;
      if (turned) turn(table.closest(".tk-cell") || table);
      table.style.zoom = String(Math.min(1, (turned ? SHEET * Math.SQRT2 : SHEET) / width));
    }
  }

  function before() {
    for (const act of others.first) act();
    const form = new Intl.DateTimeFormat(words().language, { dateStyle: "long" });
    const said = words().printed_on.replace("{date}", form.format(new Date()));
    /** @type {HTMLElement} */ (document.getElementById("printed-on")).textContent = said;
    tellValues();
    fitTables();
  }

  function after() {
    for (const one of document.querySelectorAll(".tk-chosen")) one.remove();
    for (const table of tables()) table.style.zoom = "";
    for (const one of document.querySelectorAll(".tk-across")) one.classList.remove("tk-across");
    for (const act of others.last) act();
  }

  window.terakoyaPrint = others;
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
})();
