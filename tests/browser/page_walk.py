"""What is asked of every page of an office, in a real browser: one question a function."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

__all__ = ["Stop", "clipped_at_twice_the_size", "lost_in_forced_colours", "sideways"]
__all__ += ["stops_of_tab", "texts_of", "unreached", "untranslated", "violations"]

_AXE = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
_MOST_STOPS = 400
_KNOWN = re.compile(
    r"JupyterLab|Jupyter|Excel|CSV|ZIP|PDF|SHA|terakoya [\w -]+|English|\.ics|\.ipynb|source/"
)
"""Names that are the same in every language."""

_LOOK = """() => {
  const one = document.activeElement ?? document.body;
  const stays = one !== document.body && one === window.walkedLast;
  if (stays) return "same";  // a day has fields for year, month and day
  window.walkedLast = one;
  if (window.walked.has(one)) return "again";
  window.walked.add(one);
  if (one === document.body) return "same";
  const box = one.getBoundingClientRect();
  const shown = {left: Math.max(box.left, 0), right: Math.min(box.right, innerWidth),
                 top: Math.max(box.top, 0), bottom: Math.min(box.bottom, innerHeight)};
  const at = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top !== null && (top === one || one.contains(top) || top.contains(one));
  };
  const middle = (shown.top + shown.bottom) / 2;
  const third = (shown.right - shown.left) / 3;
  const seen = shown.left < shown.right && shown.top < shown.bottom
    && (at(shown.left + third, middle) || at(shown.right - third, middle));
  const style = getComputedStyle(one);
  const place = [...document.querySelectorAll("*")].indexOf(one);
  return {what: one.outerHTML.slice(0, 120), place, seen,
          ring: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth)};
}"""
_UNREACHED = """() => {
  const able = "a[href], button, input:not([type=hidden]), select, textarea, summary"
    + ", [tabindex='0']";
  const visible = (one) => one.checkVisibility({visibilityProperty: true}) && !one.disabled
    && !one.closest("details:not([open]) > :not(summary)");
  const groups = new Set([...window.walked ?? []].filter((one) => one.type === "radio")
    .map((one) => one.name));
  return [...document.querySelectorAll(able)]
    .filter((one) => visible(one) && !window.walked?.has(one))
    .filter((one) => !(one.type === "radio" && groups.has(one.name)))
    .map((one) => one.outerHTML.slice(0, 120));
}"""
_SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const beyond = [...document.querySelectorAll("body *")]
    .filter((one) => !one.closest(".scroll, .unseen, .skip")
      && one.getBoundingClientRect().right > innerWidth + 1);
  return [`${wide} px`, ...beyond.slice(-3).map((one) => one.outerHTML.slice(0, 120))];
}"""
_CLIPPED = """() => {
  const cut = (one) => {
    const style = getComputedStyle(one);
    const hides = style.overflowX === "hidden" || style.overflowY === "hidden";
    return hides
      && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => !one.closest(".unseen") && cut(one)).map((one) => one.outerHTML.slice(0, 120));
}"""
_FORCED = """() => {
  const lost = [];
  const able = "button, .button, input:not([type=hidden]), select";
  for (const one of document.querySelectorAll(able)) {
    if (!one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    const kind = one.type === "checkbox" || one.type === "radio";
    if (!kind && (style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) < 1)) {
      lost.push(one.outerHTML.slice(0, 120));
    }
  }
  return lost;
}"""
_TEXTS = """() => {
  const texts = [document.title];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (holder.closest("script, style, code, option, .who, [hreflang]")) continue;
    texts.push(walk.currentNode.data.replace(/\\s+/g, " ").trim());
  }
  for (const one of document.querySelectorAll("[aria-label]")) {
    texts.push(one.getAttribute("aria-label"));
  }
  return texts.filter((text) => text !== "");
}"""


@dataclass(frozen=True)
class Stop:
    """Where Tab stopped: what, whether it can be seen there, how thick its ring is, in pixels."""

    what: str
    place: int
    seen: bool
    ring: float


def violations(page: Page) -> list[str]:
    """Return what axe finds, the size of targets among it, one line each."""
    found: list[dict[str, Any]] = Axe().run(page, options=_AXE).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def sideways(page: Page, width: int) -> list[str]:
    """Return what makes a page wider than a window of this width; tables scroll by themselves."""
    page.set_viewport_size({"width": width, "height": 640})
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def clipped_at_twice_the_size(page: Page) -> list[str]:
    """Return what is cut off, or makes the page wider than its window, with text twice as large."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found: list[str] = sideways(page, 1280) + page.evaluate(_CLIPPED)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return found


def lost_in_forced_colours(page: Page) -> list[str]:
    """Return the controls that nobody sees as such where the system chooses all colours."""
    page.emulate_media(forced_colors="active")
    found: list[str] = page.evaluate(_FORCED)
    page.emulate_media(forced_colors="none")
    return found


def stops_of_tab(page: Page) -> list[Stop]:
    """Press Tab until it comes round; return where it stopped, from the top of the page."""
    page.evaluate("window.walked = new Set(); window.walkedLast = undefined")
    stops: list[Stop] = []
    for _press in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        found = page.evaluate(_LOOK)
        if found == "again":
            top = min(range(len(stops)), key=lambda at: stops[at].place, default=0)
            return stops[top:] + stops[:top]
        if found != "same":
            stops.append(Stop(**found))
    raise AssertionError("Tab does not come round")


def unreached(page: Page) -> list[str]:
    """Return what somebody could use with a mouse and did not reach by the last walk of Tab."""
    found: list[str] = page.evaluate(_UNREACHED)
    return found


def texts_of(page: Page) -> list[str]:
    """Return every text of a page, its title and the names that only readers hear."""
    found: list[str] = page.evaluate(_TEXTS)
    return found


def untranslated(japanese: list[str], english: list[str], data: re.Pattern[str]) -> list[str]:
    """Return texts that stand in the wrong language: the same in both, or with its signs.

    Args:
        data: what people have given names to; it is the same in every language.
    """
    left = [
        text for text in set(japanese) & set(english) if re.search("[A-Za-z]{3}", _bare(text, data))
    ]
    signs = [text for text in english if re.search("[（）。、・「」]", data.sub("", text))]
    kana = [text for text in english if re.search("[\\u3041-\\u30ff]", data.sub("", text))]
    return sorted({*left, *signs, *kana})


def _bare(text: str, data: re.Pattern[str]) -> str:
    return _KNOWN.sub("", data.sub("", text))
