// Up and down scroll within a slide, whose text keeps its size; left and right go from slide to slide.
Reveal.initialize({
  controls: true, controlsTutorial: false, progress: true, slideNumber: "c/t", hash: true, center: false,
  disableLayout: true, transition: "none", backgroundTransition: "none", scrollActivationWidth: null,
  keyboard: { 79: null, 83: null }, touch: true,
  keyboardCondition: (event) => !["ArrowUp", "ArrowDown"].includes(event.key), help: false, overview: false,
});
function markCurrent() {
  const current = Reveal.getCurrentSlide();
  for (const slide of document.querySelectorAll(".slides > section")) {
    slide.tabIndex = slide === current ? 0 : -1;
  }
  if (current) current.focus({ preventScroll: true });
}
Reveal.on("ready", markCurrent);
Reveal.on("slidechanged", markCurrent);
