// SPDX-License-Identifier: MIT
// Puts the page together. What is below the first screen waits until that has been drawn.

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  $("theme").textContent = theme === "dark" ? "Light" : "Dark";
  themeListeners.forEach((listener) => listener());
}

function startTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  setTheme(system.matches ? "dark" : "light");
  system.addEventListener("change", () => setTheme(system.matches ? "dark" : "light"));
  $("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
}

// Paper is white, and nobody can unfold it.
function startPrint() {
  let before = null, folded = [];
  addEventListener("beforeprint", () => {
    before = document.documentElement.dataset.theme;
    setTheme("light");
    folded = [...document.querySelectorAll(".card details:not([open])")];
    folded.forEach((details) => { details.open = true; });
  });
  addEventListener("afterprint", () => {
    setTheme(before);
    folded.forEach((details) => { details.open = false; });
  });
}

function startResize() {
  let width = innerWidth, waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (innerWidth !== width) resizeListeners.forEach((listener) => listener());
      width = innerWidth;
    }, 100);
  });
}

const PARTS = { measured: startMeasured, findings: drawFindings, picture: startPicture, names: startNames, resolvers: () => {}, latency: startLatency, timeline: startTimeline, host: drawHost, about: () => {} };

function start() {
  startTheme();
  $("overview").hidden = false;
  drawOverview();
  $("loading").remove();
  requestAnimationFrame(() => setTimeout(() => {
    for (const [id, draw] of Object.entries(PARTS)) {
      if (SPARED.includes(id)) continue;
      $(id).hidden = false;
      draw();
    }
    startDetail();
    startPrint();
    startResize();
    if (location.hash && rowOfHash(location.hash) < 0) document.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)?.scrollIntoView();
    document.documentElement.dataset.ready = "yes";
  }, 0));
}

start();
