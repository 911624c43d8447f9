// Tells the sites that may show this page in a frame how high it is, and nothing else.
(() => {
  if (parent === self) return;
  const named = document.currentScript.dataset.sites.split(" ");
  const around = location.ancestorOrigins;
  // Where the browser says who shows it, the others need not be tried.
  const sites = around ? named.filter((site) => site === around[0]) : named;
  const page = document.documentElement;
  let told = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(page.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    for (const site of sites) parent.postMessage({ uptakeHeight: height }, site);
  }).observe(page);
})();
