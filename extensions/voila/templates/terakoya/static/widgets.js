/* The widgets of ipywidgets that most apps use, as a browser's own controls.
   window.terakoyaWidgets(models, page) draws them; the page sends, improves what has changed, checks values, and has words; the list is checked against live/widgets.py. */
(function () {
  "use strict";

  const reference = (value) =>
    typeof value === "string" && value.startsWith("IPY_MODEL_") ? value.slice(10) : null;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (key === "class") made.className = value;
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
    }
    made.append(...children.filter(Boolean));
    return made;
  }

  window.terakoyaWidgets = function (models, { send, changed, check, words }) {
    const views = new Map(); // model id → list of { node, update }
    let counter = 0;
    const unique = () => "w" + (counter += 1);
    const kind = (state) => String(state._model_name || "").replace(/Model$/, "");
    const layout = (state) => models[reference(state.layout) ?? ""] || {};

    function put(id, name, value) {
      models[id][name] = value;
      send(id, { [name]: value });
    }

    // A label and its control, as one field.
    function field(state, control, id) {
      const label = element("label", { for: id, class: "tk-label" });
      setText(label, state.description, state.description_allow_html);
      label.hidden = !state.description;
      if (!state.description) control.setAttribute("aria-label", state.tooltip || state.placeholder || words.choose);
      const node = element("div", { class: "tk-field" }, label, control.parentElement || control);
      return { node, label };
    }

    function setText(node, text, html) {
      if (html) node.innerHTML = text || "";
      else node.textContent = text || "";
    }

    function common(node, control) {
      return (state) => {
        if (control && "disabled" in control) control.disabled = Boolean(state.disabled);
        const place = layout(state);
        node.hidden = place.display === "none";
        node.style.visibility = place.visibility === "hidden" ? "hidden" : "";
        if (state.tooltip && control) control.title = state.tooltip;
      };
    }

    function listen(control, state, read, id, always) {
      const tell = () => {
        check(control);
        const value = read();
        if (value === undefined) return;
        put(id, "value", value);
      };
      control.addEventListener("change", tell);
      if (always && state.continuous_update !== false) control.addEventListener("input", tell);
    }

    const draw = {};

    function slider(whole) {
      return (id, state) => {
        const key = unique();
        const input = element("input", { type: "range", id: key });
        const shown = element("output", { for: key });
        const box = element("span", { class: "tk-slider" }, input, shown);
        const made = field(state, input, key);
        made.node.append(box);
        const digits = /\.(\d)f/.exec(state.readout_format || "");
        const format = (value) => (whole || !digits ? String(value) : Number(value).toFixed(Number(digits[1])));
        listen(input, state, () => Number(input.value), id, true);
        input.addEventListener("input", () => { shown.textContent = format(input.value); });
        const update = (now) => {
          input.min = now.min; input.max = now.max; input.step = now.step ?? "any"; input.value = now.value;
          shown.textContent = format(now.value);
          shown.hidden = now.readout === false;
        };
        return { node: made.node, control: input, label: made.label, update };
      };
    }
    draw.IntSlider = slider(true);
    draw.FloatSlider = slider(false);

    function range(whole) {
      return (id, state) => {
        const first = unique();
        const second = unique();
        const legend = element("legend", {});
        const inputs = [first, second].map((key, at) =>
          element("input", { type: "range", id: key, "aria-label": (state.description || "") + (at ? " ≤" : " ≥") }));
        const shown = element("output", {});
        const node = element("fieldset", { class: "tk-field" }, legend,
          element("span", { class: "tk-slider" }, ...inputs, shown));
        const read = () => {
          const values = inputs.map((input) => Number(input.value)).sort((a, b) => a - b);
          return whole ? values.map(Math.round) : values;
        };
        for (const input of inputs) {
          input.addEventListener("input", () => { shown.textContent = read().join(" – "); });
          listen(input, state, read, id, true);
        }
        const update = (now) => {
          legend.textContent = now.description || "";
          inputs.forEach((input, at) => {
            input.min = now.min; input.max = now.max; input.step = now.step ?? "any"; input.value = now.value[at];
            input.disabled = Boolean(now.disabled);
          });
          shown.textContent = now.value.join(" – ");
        };
        return { node, update };
      };
    }
    draw.IntRangeSlider = range(true);
    draw.FloatRangeSlider = range(false);

    function input(type, read, always) {
      return (id, state) => {
        const key = unique();
        const control = type === "area" ? element("textarea", { id: key, rows: state.rows || 4 }) : element("input", { type, id: key });
        const made = field(state, control, key);
        listen(control, state, () => read(control, state), id, always);
        const update = (now) => {
          if (now.placeholder) control.placeholder = now.placeholder;
          if (type === "number") {
            if (now.min !== undefined && now.min !== null) control.min = now.min;
            if (now.max !== undefined && now.max !== null) control.max = now.max;
            control.required = true;
            control.step = now.step ?? (kind(now).includes("Int") ? 1 : "any");
          }
          const value = type === "date" ? fromDate(now.value) : String(now.value ?? "");
          if (control.value !== value) control.value = value;
        };
        return { node: made.node, control, label: made.label, update };
      };
    }
    const number = (whole) => (control) => {
      if (!control.checkValidity()) return undefined;
      return whole ? Math.round(Number(control.value)) : Number(control.value);
    };
    const two = (value) => String(value).padStart(2, "0");
    const fromDate = (value) => (value ? value.year + "-" + two(value.month + 1) + "-" + two(value.date) : "");
    draw.IntText = draw.BoundedIntText = input("number", number(true), false);
    draw.FloatText = draw.BoundedFloatText = input("number", number(false), false);
    draw.Text = input("text", (control) => control.value, true);
    draw.Password = input("password", (control) => control.value, true);
    draw.Textarea = input("area", (control) => control.value, true);
    draw.DatePicker = input("date", (control) => {
      if (!control.value) return null;
      const [year, month, date] = control.value.split("-").map(Number);
      return { year, month: month - 1, date };
    }, false);
    draw.ColorPicker = input("color", (control) => control.value, false);
    draw.Combobox = (id, state) => {
      const made = draw.Text(id, state);
      const list = element("datalist", { id: unique() });
      made.node.append(list);
      made.control.setAttribute("list", list.id);
      const before = made.update;
      made.update = (now) => {
        before(now);
        list.replaceChildren(...(now.options || []).map((text) => element("option", { value: text })));
      };
      return made;
    };

    function choose(multiple, rows) {
      return (id, state) => {
        const key = unique();
        const control = element("select", { id: key, multiple, size: rows ? state.rows || 5 : null });
        const made = field(state, control, key);
        control.addEventListener("change", () => {
          const chosen = [...control.selectedOptions].map((option) => option.index);
          put(id, "index", multiple ? chosen : chosen[0] ?? null);
        });
        const update = (now) => {
          const labels = now._options_labels || [];
          if (control.dataset.labels !== JSON.stringify(labels)) {
            control.dataset.labels = JSON.stringify(labels);
            control.replaceChildren(...labels.map((text) => element("option", {}, text)));
          }
          const chosen = multiple ? now.index || [] : [now.index];
          [...control.options].forEach((option, at) => { option.selected = chosen.includes(at); });
          if (!multiple && (now.index === null || now.index === undefined)) control.selectedIndex = -1;
        };
        return { node: made.node, control, label: made.label, update };
      };
    }
    draw.Dropdown = choose(false, false);
    draw.Select = choose(false, true);
    draw.SelectMultiple = choose(true, true);

    draw.SelectionSlider = (id, state) => {
      const key = unique();
      const control = element("input", { type: "range", id: key, min: 0, step: 1 });
      const shown = element("output", { for: key });
      const made = field(state, control, key);
      made.node.append(element("span", { class: "tk-slider" }, control, shown));
      const say = (now) => {
        const text = (now._options_labels || [])[control.value] ?? "";
        shown.textContent = text;
        control.setAttribute("aria-valuetext", text);
      };
      control.addEventListener("input", () => { say(models[id]); put(id, "index", Number(control.value)); });
      const update = (now) => {
        control.max = Math.max(0, (now._options_labels || []).length - 1);
        control.value = now.index ?? 0;
        say(now);
      };
      return { node: made.node, control, label: made.label, update };
    };

    function group(name, makeChoice, setChosen) {
      return (id, state) => {
        const key = unique();
        const legend = element("legend", {});
        const box = element("div", { class: "tk-choices" });
        const node = element("fieldset", { class: "tk-field " + name }, legend, box);
        if (!state.description) node.setAttribute("aria-label", state.tooltip || words.choose);
        const update = (now) => {
          legend.textContent = now.description || "";
          legend.hidden = !now.description;
          const labels = now._options_labels || [];
          if (box.dataset.labels !== JSON.stringify(labels)) {
            box.dataset.labels = JSON.stringify(labels);
            box.replaceChildren(...labels.map((text, at) => makeChoice(key, text, () => put(id, "index", at))));
          }
          [...box.children].forEach((choice, at) => setChosen(choice, at === now.index, Boolean(now.disabled)));
        };
        return { node, update };
      };
    }
    draw.RadioButtons = group("", (key, text, pick) => {
      const radio = element("input", { type: "radio", name: key });
      radio.addEventListener("change", pick);
      return element("label", { class: "tk-choice" }, radio, " " + text);
    }, (choice, chosen, disabled) => {
      choice.firstElementChild.checked = chosen;
      choice.firstElementChild.disabled = disabled;
    });
    draw.ToggleButtons = group("", (_key, text, pick) => {
      const button = element("button", { type: "button" }, text);
      button.addEventListener("click", pick);
      return button;
    }, (choice, chosen, disabled) => {
      choice.setAttribute("aria-pressed", String(chosen));
      choice.disabled = disabled;
    });

    draw.Checkbox = (id) => {
      const control = element("input", { type: "checkbox" });
      const text = element("span", {});
      const node = element("div", { class: "tk-field" }, element("label", { class: "tk-choice" }, control, text));
      control.addEventListener("change", () => put(id, "value", control.checked));
      const update = (now) => { control.checked = Boolean(now.value); setText(text, now.description, now.description_allow_html); };
      return { node, control, update };
    };
    draw.Valid = (id) => {
      const node = element("p", { class: "tk-field" });
      void id;
      return { node, update: (now) => { node.textContent = (now.description || "") + (now.value ? " ✓" : " ✗ " + (now.readout || "")); } };
    };
    draw.Button = (id) => {
      const node = element("button", { type: "button" });
      node.addEventListener("click", () => send(id, null, { event: "click" }));
      return { node, control: node, update: (now) => { node.textContent = now.description || now.tooltip || words.choose; } };
    };
    draw.ToggleButton = (id) => {
      const node = element("button", { type: "button" });
      node.addEventListener("click", () => { put(id, "value", !models[id].value); node.setAttribute("aria-pressed", String(models[id].value)); });
      return { node, control: node, update: (now) => { node.textContent = now.description || now.tooltip || words.choose; node.setAttribute("aria-pressed", String(Boolean(now.value))); } };
    };

    draw.IntProgress = draw.FloatProgress = (_id, state) => {
      const key = unique();
      const control = element("progress", { id: key });
      const made = field(state, control, key);
      const update = (now) => { control.max = (now.max ?? 100) - (now.min ?? 0) || 1; control.value = (now.value ?? 0) - (now.min ?? 0); };
      return { node: made.node, label: made.label, update };
    };

    draw.HTML = draw.HTMLMath = (id) => {
      const label = element("span", { class: "tk-label" });
      const body = element("div", { class: "tk-html" });
      const node = element("div", {}, label, body);
      void id;
      const update = (now) => {
        label.textContent = now.description || "";
        label.hidden = !now.description;
        if (body.dataset.value !== now.value) { body.dataset.value = now.value; body.innerHTML = now.value || ""; delete body.dataset.value; changed(node); }
      };
      return { node, update };
    };
    draw.Label = () => {
      const node = element("p", { class: "tk-html" });
      return { node, update: (now) => { node.textContent = [now.description, now.value].filter(Boolean).join(" "); } };
    };
    draw.Image = () => {
      const image = element("img", {});
      const node = element("figure", {}, image);
      return { node, update: (now) => {
        image.src = now.format === "url" ? "" : "data:image/" + (now.format || "png") + ";base64," + (now.value || "");
        image.alt = now.tooltip || now.description || "";
        if (!image.alt) image.removeAttribute("alt");
        changed(node);
      } };
    };
    draw.Output = () => {
      const node = element("div", { class: "tk-output" });
      return { node, update: (now) => {
        const html = typeof now.outputs === "string" ? now.outputs : "";
        if (node.tkHtml === html) return;
        node.tkHtml = html;
        node.innerHTML = html;
        mount(node);
        changed(node);
      } };
    };

    function children(state) {
      return (state.children || []).map(reference).filter((id) => id && models[id]).map(view);
    }
    function box(vertical) {
      return () => {
        const node = element("div", { class: "tk-box" + (vertical ? " tk-box-vertical" : "") });
        let drawn = "";
        return { node, update: (now) => {
          const wanted = JSON.stringify(now.children || []);
          if (wanted === drawn) return;
          drawn = wanted;
          node.replaceChildren(...children(now));
        } };
      };
    }
    draw.VBox = box(true);
    draw.Box = draw.HBox = draw.GridBox = box(false);

    draw.Accordion = (id) => {
      const node = element("div", {});
      let drawn = "";
      return { node, update: (now) => {
        const wanted = JSON.stringify([now.children, now.titles]);
        if (wanted !== drawn) {
          drawn = wanted;
          node.replaceChildren(...children(now).map((child, at) => {
            const fold = element("details", {}, element("summary", {}, (now.titles || [])[at] || String(at + 1)), child);
            fold.addEventListener("toggle", () => {
              if (fold.open !== (models[id].selected_index === at)) put(id, "selected_index", fold.open ? at : null);
            });
            return fold;
          }));
        }
        [...node.children].forEach((fold, at) => { fold.open = at === now.selected_index; });
      } };
    };
    draw.Tab = (id) => {
      const bar = element("div", { class: "tk-tabs", role: "tablist" });
      const body = element("div", {});
      const node = element("div", {}, bar, body);
      let drawn = "";
      const pick = (at) => { put(id, "selected_index", at); refresh(id); bar.children[at].focus(); };
      bar.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { event.preventDefault(); event.stopPropagation(); pick(((models[id].selected_index ?? 0) + step + bar.children.length) % bar.children.length); }
      });
      return { node, update: (now) => {
        const wanted = JSON.stringify([now.children, now.titles]);
        if (wanted !== drawn) {
          drawn = wanted;
          const panels = children(now).map((child) => element("div", { role: "tabpanel", id: unique() }, child));
          body.replaceChildren(...panels);
          bar.replaceChildren(...panels.map((panel, at) => {
            const tab = element("button", { type: "button", role: "tab", id: unique(), "aria-controls": panel.id }, (now.titles || [])[at] || String(at + 1));
            panel.setAttribute("aria-labelledby", tab.id);
            tab.addEventListener("click", () => pick(at));
            return tab;
          }));
        }
        const chosen = now.selected_index ?? 0;
        [...bar.children].forEach((tab, at) => {
          tab.setAttribute("aria-selected", String(at === chosen));
          tab.tabIndex = at === chosen ? 0 : -1;
          body.children[at].hidden = at !== chosen;
        });
      } };
    };
    draw.Stack = () => {
      const node = element("div", {});
      let drawn = "";
      return { node, update: (now) => {
        const wanted = JSON.stringify(now.children);
        if (wanted !== drawn) { drawn = wanted; node.replaceChildren(...children(now)); }
        [...node.children].forEach((child, at) => { child.hidden = at !== now.selected_index; });
      } };
    };

    function view(id) {
      const state = models[id];
      const make = draw[kind(state)];
      if (!make) return element("div", {});
      const made = make(id, state);
      const style = common(made.node, made.control);
      const update = (now) => {
        made.update(now);
        if (made.label) { setText(made.label, now.description, now.description_allow_html); made.label.hidden = !now.description; }
        style(now);
      };
      update(state);
      if (!views.has(id)) views.set(id, []);
      views.get(id).push({ node: made.node, update });
      return made.node;
    }

    function refresh(id) {
      const known = views.get(id);
      if (!known) return;
      for (const one of known) one.update(models[id]);
    }

    function mount(root) {
      for (const place of root.querySelectorAll(".tk-control[data-model]:empty")) {
        if (models[place.dataset.model]) place.append(view(place.dataset.model));
      }
    }

    function apply(changes) {
      for (const [id, state] of Object.entries(changes)) models[id] = { ...models[id], ...state };
      for (const id of Object.keys(changes)) {
        refresh(id);
        const owners = kind(models[id]) === "Layout" ? Object.keys(models).filter((one) => reference(models[one].layout) === id) : [];
        owners.forEach(refresh);
      }
    }

    return { mount, apply, names: Object.keys(draw) };
  };
})();
