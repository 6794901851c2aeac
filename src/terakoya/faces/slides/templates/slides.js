// Up and down scroll within a slide, whose text keeps its size; left and right go from slide to slide.
Reveal.initialize({
  controls: true, controlsTutorial: false, progress: true, slideNumber: "c/t", hash: true, center: false,
  disableLayout: true, transition: "none", backgroundTransition: "none", scrollActivationWidth: null,
  keyboard: { 79: null, 83: null }, touch: true,
  keyboardCondition: (event) => !["ArrowUp", "ArrowDown"].includes(event.key), help: false, overview: false,
});
const ROOMY = 900; // pixels of a window: in a narrower one, or a magnified one, text keeps its size and scrolls
const SMALLEST = 0.7; // of its size, to which a slide's text is made smaller so that all of it is seen
function fit(slide) {
  slide.style.fontSize = "";
  if (innerWidth < ROOMY) return;
  for (let size = 1; size > SMALLEST && slide.scrollHeight > slide.clientHeight; size -= 0.05) {
    slide.style.fontSize = size + "rem";
  }
}
function fitCurrent() {
  const slide = Reveal.getCurrentSlide();
  if (slide) fit(slide);
}
const slides = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".slides > section"));
function markCurrent() {
  const current = Reveal.getCurrentSlide();
  for (const slide of slides()) {
    slide.tabIndex = slide === current ? 0 : -1;
  }
  if (current) current.focus({ preventScroll: true });
}
for (const event of ["ready", "slidechanged"]) {
  Reveal.on(event, () => {
    markCurrent();
    fitCurrent();
  });
}
window.addEventListener("resize", fitCurrent);
document.fonts.ready.then(fitCurrent);
window.addEventListener("beforeprint", () => {
  for (const slide of slides()) slide.style.fontSize = "";
});
window.addEventListener("afterprint", fitCurrent);
