// All that Streamlit carries in its messages, which it repeats at every rerun. The component itself
// (its js/ and style sheets, joined by bundle.py) lies behind a content-hashed URL and is fetched once.
// Streamlit reruns one of two fragments that send at the same time: those that fail send one after
// the other, and again. In ms.
const TOLD = [0, 1500, 5000],
  APART = 400;
const modules = (window.__latentExplorerModules ??= new Map());
const newest = new WeakMap(); // what Streamlit last asked of each mounting place
const cleanups = new WeakMap();

// The app's root (a proxy may add a prefix) is where Streamlit's own script came from.
/** @param {string} url */
function resolve(url) {
  const script = /** @type {HTMLScriptElement} */ (
    document.querySelector('script[src*="static/js/"]')
  );
  const ours = script && new URL(script.src).origin === location.origin;
  return new URL(
    url.replace(/^\//, ""),
    ours ? script.src.split("static/js/")[0] : `${location.origin}/`,
  ).href;
}

/**
 * @param {string} url
 * @returns {Promise<ComponentModule>}
 */
function load(url) {
  if (!modules.has(url)) {
    const module = import(url);
    module.catch(() => modules.delete(url)); // a failure may pass: do not remember it
    modules.set(url, module);
  }
  return modules.get(url);
}

/** @param {Mounted<[MountData]>} given */
export default function (given) {
  const component = { ...given, data: given.data[0] }; // Python sends a list of one
  const { parentElement, data, setStateValue } = component;
  newest.set(parentElement, component);
  load(resolve(data.script_url)).then(
    (module) => {
      if (newest.get(parentElement) === component)
        cleanups.set(parentElement, module.default(component));
    },
    () => {
      const tell = () => {
        if (newest.get(parentElement) === component) setStateValue("fallback", true);
      };
      const before =
        (window.__latentExplorerFailures = (window.__latentExplorerFailures ?? 0) + 1) - 1;
      for (const wait of TOLD) setTimeout(tell, wait + before * APART);
    },
  );
  return () => {
    newest.delete(parentElement);
    cleanups.get(parentElement)?.();
    cleanups.delete(parentElement);
  };
}
