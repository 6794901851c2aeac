/* The page of an app: loading, failure, connection, and names for what Voila leaves nameless. */
(function () {
  "use strict";

  const words = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("words")).textContent);
  const named = (heading, text, plain) => (heading ? text.replace("{heading}", () => heading) : plain);
  let failed = false;
  let touched = false; // what changes before anybody did anything is no news

  /** @type {(id: string) => HTMLElement} where it may be missing, who asks looks */
  const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

  window.terakoya = {
    progress(index, count) {
      const bar = /** @type {HTMLProgressElement} */ (byId("loading_progress"));
      if (bar) bar.value = index / (count + 1);
    },
    fail() {
      failed = true;
      const loading = byId("loading");
      if (loading) loading.remove();
      byId("failure").hidden = false;
    },
  };

  // Voila calls these by name; see voila/templates/base/voila_setup.macro.html.j2.
  window.voila_heartbeat = function () {};
  window.voila_finish = function () {
    if (!window.themeLoaded) {
      window.cellLoaded = true;
      return;
    }
    const loading = byId("loading");
    if (loading) loading.remove();
    if (failed) return;
    byId("rendered_cells").hidden = false;
    improve();
  };

  function headingBefore(node) {
    let best = "";
    for (const heading of byId("rendered_cells").querySelectorAll("h1, h2:not(.tk-unseen), h3")) {
      if (heading.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING) {
        best = heading.textContent.replace("¶", "").trim();
      }
    }
    return best;
  }

  function namePictures(root) {
    for (const picture of root.querySelectorAll("img:not([alt])")) {
      picture.alt = named(headingBefore(picture), words.figure_of, words.figure);
    }
  }

  function nameControls(root) {
    for (const label of root.querySelectorAll("label.widget-label")) {
      const name = label.textContent.trim();
      const box = label.parentElement;
      if (!name || !box) continue;
      const unnamed = "[role=slider]:not([aria-label]), .widget-readout:not([aria-label])";
      for (const control of box.querySelectorAll(unnamed)) control.setAttribute("aria-label", name);
      if (box.querySelector("input[type=radio]") && !box.hasAttribute("role")) {
        box.setAttribute("role", "radiogroup");
        box.setAttribute("aria-label", name);
      }
    }
    // ipywidgets' Play has three buttons that only pictures tell apart.
    for (const play of root.querySelectorAll(".jupyter-widgets-play, .widget-play")) {
      [...play.querySelectorAll("button:not([aria-label])")].forEach((button, at) => {
        button.setAttribute("aria-label", [words.play, words.stop, words.repeat][at] || words.choose);
      });
    }
    for (const readout of root.querySelectorAll(".widget-readout[contenteditable]:not([role])")) {
      readout.setAttribute("role", "textbox");
    }
  }

  let described = 0;
  function describeFields(root) {
    for (const help of root.querySelectorAll(".tk-field .tk-help:not([id])")) {
      help.id = "help-" + (described += 1);
      const controls = help.closest(".tk-field").querySelectorAll("input, select, [role=slider], [role=radiogroup]");
      for (const control of controls) control.setAttribute("aria-describedby", help.id);
    }
  }

  function nameTables(root) {
    for (const table of root.querySelectorAll(".jp-RenderedHTMLCommon table")) {
      if (!table.caption && !table.hasAttribute("aria-label")) {
        table.setAttribute("aria-label", named(headingBefore(table), words.table_of, words.table));
      }
      window.terakoyaTables.mend(table);
    }
  }

  function makeScrollable(root) {
    for (const area of root.querySelectorAll(".jp-OutputArea-output")) {
      const wide = area.scrollWidth > area.clientWidth + 1;
      if (wide && !area.hasAttribute("tabindex")) {
        area.setAttribute("tabindex", "0");
        area.setAttribute("role", "group"); // a page may have many: no landmarks
        area.setAttribute("aria-label", words.results);
      }
    }
  }

  function hideTracebacks(root) {
    const selector =
      '[data-mime-type="application/vnd.jupyter.error"], [data-mime-type="application/vnd.jupyter.stderr"]';
    for (const node of root.querySelectorAll(selector)) {
      if (node.dataset.kind) continue;
      node.dataset.kind = "done";
      const isError = node.dataset.mimeType.endsWith(".error") || /Error|Traceback/.test(node.textContent);
      node.textContent = isError ? words.failed : "";
      node.classList.toggle("tk-notice", isError);
      node.hidden = !isError;
    }
  }

  function dropStrayRoles(root) {
    // Lumino's panels carry tab indexes that lead nowhere.
    for (const node of root.querySelectorAll(".jp-OutputArea[tabindex], .jp-Cell[tabindex]")) {
      node.removeAttribute("tabindex");
    }
  }

  function stayInMain(root) {
    // Voila's shell takes the cells out of <main>, to the end of <body>; it may live inside as well.
    let shell = root;
    while (shell.parentElement && shell.parentElement !== document.body) shell = shell.parentElement;
    const main = byId("content");
    if (shell !== main && shell.parentElement === document.body) main.append(shell);
  }

  function improve() {
    const root = byId("rendered_cells");
    stayInMain(root);
    hideTracebacks(root);
    namePictures(root);
    nameControls(root);
    describeFields(root);
    nameTables(root);
    makeScrollable(root);
    dropStrayRoles(root);
  }

  let waiting = 0;
  function later(records) {
    const changed = records.some((record) => record.target.closest?.(".jp-OutputArea"));
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      improve();
      if (touched && changed) announce();
    }, 120);
    hideTracebacks(byId("rendered_cells")); // at once: nobody shall see one flash by
    nameControls(byId("rendered_cells")); // at once: nobody shall meet one without a name
    stayInMain(byId("rendered_cells")); // at once: nobody shall find them outside of the page
  }

  function announce() {
    const place = byId("announcement");
    const notice = document.querySelector("#rendered_cells .jp-OutputArea p.tk-notice");
    place.textContent = "";
    window.setTimeout(() => { place.textContent = notice ? notice.textContent : words.updated; }, 50);
  }

  function kernelAddress() {
    const config = byId("jupyter-config-data");
    if (!config) return null;
    const { baseUrl, kernelId } = JSON.parse(config.textContent);
    return baseUrl + "api/kernels/" + kernelId;
  }

  async function checkConnection() {
    const address = kernelAddress();
    if (!address || document.hidden || failed) return;
    try {
      const answer = await fetch(address, { credentials: "same-origin" });
      byId("disconnected").hidden = answer.ok;
    } catch {
      byId("disconnected").hidden = false;
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const options = { childList: true, subtree: true };
    const observer = new MutationObserver(later);
    observer.observe(byId("rendered_cells"), options);
    observer.observe(document.body, { childList: true });
    for (const kind of ["input", "change", "click"]) {
      document.addEventListener(kind, () => { touched = true; }, true);
    }
    document.addEventListener("visibilitychange", checkConnection);
    window.addEventListener("online", checkConnection);
    window.setInterval(checkConnection, 60000);
  });
})();
