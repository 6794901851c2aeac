/* Handing in from the notebook: a button in its toolbar, and a line below that with the receipt and the mark.
   What is said comes from the server (hand_in_words.py), in the language of this JupyterLab.

   JupyterLab loads extensions as modules that a bundler has packed. This file is such a module as it is: it
   gives `init` and `get`, and takes JupyterLab's own packages from what all extensions share. */
"use strict";
(() => {
  const NAME = "terakoya-hand-in";
  const COMMAND = "terakoya:hand-in";
  const PLACE = 10; // in the toolbar: behind the buttons that run cells
  const PAUSES = [2, 3, 5, 8, 13, 20, 30]; // seconds between two questions after the mark; then the last one
  let shared = {};

  async function load(name) {
    const versions = Object.values(shared[name] ?? {});
    if (!versions.length) throw new Error(`${NAME}: JupyterLab does not share ${name}`);
    const own = versions.find((one) => one.loaded) ?? versions[0];
    return (await own.get())();
  }

  async function makePlugin() {
    const names = ["apputils", "coreutils", "services", "translation"];
    const [apputils, coreutils, services, translation] = await Promise.all(names.map((name) => load(`@jupyterlab/${name}`)));
    const { Widget } = await load("@lumino/widgets");
    const { Dialog, ICommandPalette, ToolbarButton, showDialog } = apputils;
    const handed = new WeakMap(); // a notebook's panel → its hand-in

    /* Asks this server; gives what it says, and `message` where it refuses or does not answer. */
    async function ask(settings, path, query, body) {
      const url = coreutils.URLExt.join(settings.baseUrl, "terakoya", "api", path);
      try {
        const told = await services.ServerConnection.makeRequest(
          url + coreutils.URLExt.objectToQueryString(query),
          body ? { method: "POST", body: JSON.stringify(body) } : {},
          settings,
        );
        const said = await told.json();
        return told.ok ? said : { message: String(said.message) };
      } catch {
        return { message: "" };
      }
    }

    /* The line below the toolbar. It is as high as its text, in a window of any width. */
    function makeLine(panel) {
      const widget = new Widget();
      const text = document.createElement("div");
      text.setAttribute("role", "status");
      text.style.cssText = "padding: 4px 12px; border-left: 4px solid var(--jp-brand-color1); font-size: var(--jp-ui-font-size2); line-height: 1.6;";
      widget.node.style.cssText = "background: var(--jp-layout-color1); color: var(--jp-ui-font-color1);";
      widget.node.append(text);
      widget.hide();
      panel.contentHeader.addWidget(widget);
      const watch = new ResizeObserver(() => {
        widget.node.style.minHeight = `${text.offsetHeight}px`;
        panel.contentHeader.fit();
      });
      watch.observe(text);
      panel.disposed.connect(() => watch.disconnect());
      let shown = "";
      return (told) => {
        if (JSON.stringify(told) === shown) return; // else it would be read aloud again, and lose the focus
        shown = JSON.stringify(told);
        text.replaceChildren();
        for (const line of [...told.lines, ...told.notes]) {
          const made = document.createElement("div");
          made.textContent = line;
          text.append(made);
        }
        if (told.link) {
          const link = document.createElement("a");
          link.href = told.link;
          link.target = "_blank";
          link.rel = "noopener";
          link.textContent = told.link_words;
          link.style.cssText = "color: var(--jp-content-link-color); text-decoration: underline;";
          text.append(link);
        }
        if (told.lines.length) widget.show();
        else widget.hide();
      };
    }

    class HandIn {
      constructor(panel, settings, lang, words) {
        this.panel = panel;
        this.settings = settings;
        this.lang = lang;
        this.words = words;
        this.busy = false;
        this.timer = 0;
        this.asked = 0; // how often after the same mark
        this.notes = []; // what was said of the last hand-in, and is said until the next one
        this.show = makeLine(panel);
        panel.disposed.connect(() => clearTimeout(this.timer));
        this.look();
      }

      get path() {
        return this.panel.context.localPath;
      }

      read(doubts) {
        return ask(this.settings, "hand-in", { path: this.path, lang: this.lang, doubts });
      }

      say(message) {
        this.show({ lines: [message], notes: [] });
      }

      /* Shows how it stands, and asks again while a mark is to come. */
      async look() {
        clearTimeout(this.timer);
        const told = await this.read("");
        if (this.panel.isDisposed || this.busy) return;
        if (told.message === undefined) this.show({ ...told, notes: this.notes });
        if (told.message === undefined && !told.waits) this.asked = 0;
        else if (this.asked > 0 || told.waits) this.lookLater();
      }

      lookLater() {
        const pause = PAUSES[Math.min(this.asked, PAUSES.length - 1)];
        this.asked += 1;
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.look(), pause * 1000);
      }

      async start() {
        if (this.busy) return;
        this.busy = true;
        clearTimeout(this.timer);
        try {
          if (await this.send()) {
            this.asked = 0;
            this.lookLater();
          }
        } finally {
          this.busy = false;
        }
      }

      /* Saves, asks where there is doubt, and hands in; tells whether it was taken. */
      async send() {
        const { context } = this.panel;
        await context.save();
        if (context.model.dirty) {
          this.say(this.words.unsaved);
          return false;
        }
        const before = await this.read("1");
        if (before.doubts?.length && !(await this.confirm(before.doubts))) return false;
        this.say(this.words.sending);
        const told = await ask(this.settings, "hand-in", {}, { path: this.path, lang: this.lang });
        if (told.message !== undefined) {
          this.say(told.message || this.words.away);
          return false;
        }
        this.notes = told.notes;
        this.show(told);
        return true;
      }

      async confirm(doubts) {
        const body = new Widget();
        for (const doubt of doubts) {
          const line = document.createElement("p");
          line.textContent = doubt;
          body.node.append(line);
        }
        const buttons = [Dialog.cancelButton({ label: this.words.not_now }), Dialog.okButton({ label: this.words.hand_in })];
        const { button } = await showDialog({ title: this.words.really, body, buttons });
        return button.accept;
      }
    }

    /* An assignment's notebook lies in its folder in that of its cohort, and nbgrader has marked its cells. */
    function isAssignment(panel, path) {
      const cells = [...(panel.context.model?.cells ?? [])];
      return path.split("/").length > 2 && cells.some((cell) => cell.getMetadata("nbgrader"));
    }

    return {
      id: `${NAME}:plugin`,
      autoStart: true,
      optional: [translation.ITranslator, ICommandPalette],
      activate(app, translator, palette) {
        const settings = app.serviceManager.serverSettings;
        const lang = translator?.languageCode ?? "";
        const asked = ask(settings, "hand-in/words", { lang });
        asked.then((words) => {
          if (words.message !== undefined) return;
          app.commands.addCommand(COMMAND, {
            label: words.hand_in,
            caption: words.caption,
            isEnabled: () => handed.has(app.shell.currentWidget),
            execute: () => handed.get(app.shell.currentWidget)?.start(),
          });
          palette?.addItem({ command: COMMAND, category: "Terakoya" });
        });
        document.addEventListener("visibilitychange", () => {
          if (!document.hidden) handed.get(app.shell.currentWidget)?.look();
        });
        app.docRegistry.addWidgetExtension("Notebook", {
          createNew(panel, context) {
            Promise.all([asked, context.ready]).then(([words]) => {
              if (panel.isDisposed || words.message !== undefined || !isAssignment(panel, context.localPath)) return;
              const own = new HandIn(panel, settings, lang, words);
              handed.set(panel, own);
              const button = new ToolbarButton({ label: words.hand_in, tooltip: words.caption, onClick: () => own.start() });
              button.node.style.cssText = "margin: 2px 4px; border: 1px solid var(--jp-brand-color1); border-radius: 4px; font-weight: 600;";
              panel.toolbar.insertItem(PLACE, NAME, button);
            });
          },
        });
      },
    };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin }); // without that mark JupyterLab takes it for a plugin itself
    },
  };
})();
