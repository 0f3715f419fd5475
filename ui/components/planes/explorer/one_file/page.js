// Starts the live plane in a page without a server: its data and weights lie in the page, and what
// Python answers in the app is answered here.
import { NeighboursInSpace } from "../../../js/shared/latent/neighbours_in_space.js";
import mount from "../js/main.js";

{
  const NEAREST = 6;
  const parentElement = document.getElementById("plane");
  const files = (window.__latentExplorerBuffers ??= new Map()); // where bytes.js looks first
  for (const file of document.querySelectorAll('script[type="text/base64"]')) {
    const bytes = Uint8Array.from(atob(file.textContent), (c) => c.charCodeAt(0));
    files.set(file.id, Promise.resolve(bytes.buffer));
    file.remove();
  }
  /** @type {ExplorerData} */
  let data = JSON.parse(document.getElementById("data").textContent);
  let neighbours = null;

  // On release: the test images nearest to z.
  /**
   * @param {string} state
   * @param {any} value
   */
  const hear = (state, value) => {
    /** @type {any} */
    const root = parentElement.querySelector("[data-testid=latent-explorer]");
    const codes = root?.explorer?.codes;
    if (state !== "z" || !codes) return;
    const [z] = value;
    neighbours ??= new NeighboursInSpace(codes);
    const { count, index } = neighbours.nearest(z, NEAREST);
    const items = Array.from(index.slice(0, count), (i) => ({
      index: i,
      image: null,
      label: codes.labels[i],
    }));
    data = { ...data, nearest: { z, items } };
    show();
  };
  const show = () => mount({ parentElement, data, setStateValue: hear });

  show();
  // Another theme of the system is another theme of the page.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
}
