/** Shows what a mark of a chart says where a pointer rests on it; without it nothing is missing. */
export const SCRIPT = `
const tip = document.getElementById("tip");
const find = (event) => event.target instanceof Element &&
  event.target.closest('.chart [role="graphics-symbol"][aria-label]:not([aria-roledescription="axis"])');
document.addEventListener("pointerover", (event) => {
  const mark = find(event);
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = mark.getAttribute("aria-label");
  const box = mark.getBoundingClientRect();
  const half = tip.offsetWidth / 2 + 8;
  tip.style.left = Math.min(innerWidth - half, Math.max(half, box.left + box.width / 2)) + "px";
  tip.style.top = Math.max(tip.offsetHeight + 14, box.top) + "px";
});
document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });
`;
