// Keys of the frame: / search, g then 1…7 a place, j and k in a list, arrows on a plan.
// Nothing here is needed: every page reads and works without it.
(() => {
  "use strict";
  let going = false;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  function among(selector, step) {
    const all = [...document.querySelectorAll(selector)];
    if (!all.length) return;
    const at = all.indexOf(document.activeElement);
    all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)].focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (going) {
      going = false;
      const place = document.querySelectorAll(".places a")[Number(event.key) - 1];
      if (place) place.click();
      return;
    }
    const onPlan = event.target.closest(".plan");
    if (event.key === "/") {
      const seek = document.getElementById("q");
      if (seek) { event.preventDefault(); seek.focus(); }
    } else if (event.key === "g") going = true;
    else if (event.key === "j") among(".rows a, tbody th a", 1);
    else if (event.key === "k") among(".rows a, tbody th a", -1);
    else if (onPlan && (event.key === "ArrowRight" || event.key === "ArrowDown")) {
      event.preventDefault(); among(".plan a", 1);
    } else if (onPlan && (event.key === "ArrowLeft" || event.key === "ArrowUp")) {
      event.preventDefault(); among(".plan a", -1);
    }
  });

  // An error is read first: the summary takes the focus.
  const error = document.querySelector(".note[role=alert]");
  if (error) error.focus();
})();
