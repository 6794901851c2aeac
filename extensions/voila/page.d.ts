/* What the scripts of a page share by way of `window`, and what Voila, JupyterLab and the libraries of charts put there. */

type Words = Record<string, string>;

/* The state of each widget, as ipywidgets has it, by the id of its model. */
type Models = Record<string, any>;

interface WidgetPage {
  words: Words;
  send(id: string, state: object | null, content?: object): void;
  changed(node: Element): void;
  check(control: Element): void;
}

/* One screen of the briefing view; see fitting.js. */
interface BriefingScreen {
  key: string;
  nodes: Element[];
  part: HTMLElement | null;
  others: Element[];
  piece?: unknown;
  at?: number;
  of?: number;
}

interface Window {
  terakoya: { progress(index: number, count: number): void; fail(): void };
  terakoyaTables: { mend(root: ParentNode): void };
  /* What is to be done before and after a page is printed. */
  terakoyaPrint: { first: (() => void)[]; last: (() => void)[] };
  terakoyaFitting: {
    clear(): void;
    show(screen: BriefingScreen): void;
    fit(screen: BriefingScreen): void;
    split(screen: BriefingScreen): BriefingScreen[];
    unitsOf(): Element[];
  };
  terakoyaBriefing(words: Words): { start(): void; arrange(): void };
  terakoyaCharts(given: { words: Words; offer: Function; drawn: Function }): { draw: Function };
  terakoyaWidgets(models: Models, page: WidgetPage): { mount(root: ParentNode): void; apply(changes: Models): void; names: string[] };

  /* Voila's page calls and sets these. */
  voila_heartbeat(): void;
  voila_finish(): void;
  themeLoaded?: boolean;
  cellLoaded?: boolean;

  /* Where JupyterLab's extensions put themselves, by name. */
  _JUPYTERLAB: Record<string, any>;

  /* plotly.js and Vega-Embed. */
  Plotly: any;
  vegaEmbed: any;
}

/* reveal.js, of the slides. */
declare const Reveal: any;
