// Tapping the figure fills the form beside it; tapping a surface ticks it and its tooth.
// Nothing here is needed: regions are links, teeth and surfaces are boxes.
(() => {
  "use strict";
  const region = document.getElementById("region");
  for (const link of document.querySelectorAll("a.region")) {
    link.addEventListener("click", (event) => {
      if (!region) return;
      event.preventDefault();
      region.value = link.dataset.region;
      const side = document.querySelector(`[name=seen_from][value=${link.dataset.view}]`);
      if (side) side.checked = true;
      for (const one of document.querySelectorAll(".region .on")) one.classList.remove("on");
      link.lastElementChild.classList.add("on");
      region.dispatchEvent(new Event("change", { bubbles: true }));
      const next = document.querySelector("[name=timing]");
      if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
    });
  }
  for (const face of document.querySelectorAll(".tap .face")) {
    face.addEventListener("click", (event) => {
      const surface = document.querySelector(`[name=surfaces][value=${face.dataset.surface}]`);
      const tooth = event.target.closest(".tap").querySelector("input");
      if (!surface || !tooth) return;
      event.preventDefault();
      surface.checked = tooth.checked ? !surface.checked : true;
      tooth.checked = true;
      const chosen = document.querySelector("[name=state]:checked");
      const filled = document.querySelector("[name=state][value=filled]");
      if (!chosen && filled) filled.checked = true;
    });
  }
})();
