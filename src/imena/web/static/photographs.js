// The space bar closes an open photograph at once; leaving the page in sight closes it too.
(() => {
  "use strict";
  function close() {
    for (const picture of document.querySelectorAll("img[data-blurred]")) {
      picture.src = picture.dataset.blurred;
      delete picture.dataset.blurred;
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || event.target.closest("button, input, textarea, select, a, summary")) return;
    event.preventDefault();
    close();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) close(); });
})();
