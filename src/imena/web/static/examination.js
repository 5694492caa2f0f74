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
  // In a treated or carious tooth a surface is tapped; else a tap chooses the whole tooth.
  const SURFACES = ["filled", "caries", "root_filled", "crown", "bridge_abutment", "implant"];
  for (const face of document.querySelectorAll(".tap .face")) {
    face.addEventListener("click", (event) => {
      const state = document.querySelector("[name=state]:checked");
      const surface = document.querySelector(`[name=surfaces][value=${face.dataset.surface}]`);
      if (!state || !SURFACES.includes(state.value) || !surface) return;
      event.preventDefault();
      const tooth = face.closest(".tap").querySelector("input");
      surface.checked = !(tooth.checked && surface.checked);
      tooth.checked = true;
      surface.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
})();
