// Zooming with a finger: what is dragged over sideways is selected, as with a mouse; up and down still scrolls the page.

export function dragByTouch(u) {
  const over = u.over;
  over.style.touchAction = "pan-y";
  let from = null;
  const at = (event) => Math.min(over.clientWidth, Math.max(0, event.clientX - over.getBoundingClientRect().left));
  over.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch") {
      from = at(event);
    }
  });
  over.addEventListener("pointermove", (event) => {
    if (from !== null && event.pointerType === "touch") {
      const to = at(event);
      u.setCursor({ left: to, top: 10 });
      u.setSelect({ left: Math.min(from, to), top: 0, width: Math.abs(to - from), height: over.clientHeight }, false);
    }
  });
  over.addEventListener("pointerup", () => {
    if (from !== null) {
      from = null;
      u.setSelect({ ...u.select }, true);
    }
  });
  over.addEventListener("pointercancel", () => {
    from = null;
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  });
}
