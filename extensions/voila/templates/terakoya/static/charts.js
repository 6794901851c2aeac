/* Charts of an app's light page: plotly's, and Vega-Lite's and Vega's, drawn by scripts of this server.
   window.terakoyaCharts({ words, offer, drawn }) gives { draw }; draw(root) is called for each new result. */
(function () {
  "use strict";

  const FOLDER = /** @type {HTMLScriptElement} */ (document.currentScript).src.replace(/[^/]*$/, "");
  const HIGH = 450; // pixels of a chart whose author gives no height
  const scripts = new Map();
  let shown = []; // what is drawn, and how it is given back

  function load(name) {
    if (!scripts.has(name)) {
      scripts.set(name, new Promise((done, fail) => {
        const script = document.createElement("script");
        script.src = FOLDER + name + ".js";
        script.addEventListener("load", done);
        script.addEventListener("error", () => { scripts.delete(name); fail(new Error(name)); });
        document.head.append(script);
      }));
    }
    return scripts.get(name);
  }

  const drawers = {
    async plotly(place, spec) {
      await load("plotly");
      const { Plotly } = window;
      const font = { family: getComputedStyle(document.body).fontFamily, ...spec.layout.font };
      place.style.setProperty("--tk-high", (spec.layout.height || HIGH) + "px");
      await Plotly.newPlot(place, spec.data, { ...spec.layout, font }, { displayModeBar: false });
      if (spec.frames.length) await Plotly.addFrames(place, spec.frames);
      const scalable = () => { // as a picture is: paper is narrower than a screen, and nobody draws anew there
        const [wide, high] = [place.offsetWidth, place.offsetHeight];
        for (const svg of place.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", [0, 0, svg.width.baseVal.value, svg.height.baseVal.value].join(" "));
        place.style.setProperty("--tk-ratio", wide / high);
      };
      scalable();
      place.on("plotly_afterplot", scalable);
      const watch = new ResizeObserver(() => { if (place.offsetWidth && !window.matchMedia("print").matches) Plotly.Plots.resize(place); });
      watch.observe(place);
      return {
        size: [place.offsetWidth, place.offsetHeight],
        picture: (format) => Plotly.toImage(place, { format, scale: 2 }),
        end: () => { watch.disconnect(); Plotly.purge(place); },
      };
    },
    async vega(place, spec, lite) {
      await load("vega");
      // Without code that is made while it runs, which the page does not allow.
      const made = await window.vegaEmbed(place, spec, {
        mode: lite ? "vega-lite" : "vega",
        actions: false,
        ast: true,
        renderer: "svg",
        config: { font: getComputedStyle(document.body).fontFamily },
      });
      const { width, height } = place.querySelector("svg").getBoundingClientRect();
      return {
        size: [width, height],
        picture: (format) => made.view.toImageURL(format, 2),
        end: () => made.finalize(),
      };
    },
  };

  window.terakoyaCharts = function ({ words, offer, drawn }) {
    async function drawOne(figure) {
      const data = figure.querySelector("script");
      const spec = JSON.parse(data.textContent);
      data.remove(); // it is drawn once
      const place = document.createElement("div");
      place.className = "tk-drawn";
      figure.append(place);
      try {
        const chart = await drawers[figure.dataset.chart](place, spec, figure.dataset.lite === "true");
        shown.push({ figure, end: chart.end });
        place.dataset.size = chart.size.join(" ");
        if (figure.scrollWidth > figure.clientWidth + 1) figure.tabIndex = 0; // keys have to reach what is scrolled
        const form = (text, format) => [text, async (save) => save(await chart.picture(format), "." + format)];
        offer(figure, [form(words.png, "png"), form(words.svg, "svg")]);
      } catch {
        place.className = "tk-notice";
        place.textContent = words.no_chart;
      }
      drawn();
    }

    function draw(root) {
      for (const one of shown.filter(({ figure }) => !figure.isConnected)) one.end();
      shown = shown.filter(({ figure }) => figure.isConnected);
      for (const figure of root.querySelectorAll(".tk-chart")) {
        if (figure.querySelector("script")) drawOne(figure);
      }
    }

    return { draw };
  };
})();
