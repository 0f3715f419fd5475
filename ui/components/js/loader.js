// All that Streamlit carries in its messages, which it repeats at every rerun. The component itself
// (its js/ and style sheets, joined by bundle.py) lies behind a content-hashed URL and is fetched once.
const TOLD = [0, 1500, 5000], // ms
  APART = 400,
  PAUSES = [300, 1200, 3000]; // ms, before it asks again for what it did not get
const modules = (window.__latentExplorerModules ??= new Map());
const newest = new WeakMap(); // what Streamlit last asked of each mounting place
const cleanups = new WeakMap();
const telling = new WeakMap(); // timers of each mounting place that has to tell of a failure

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

// A rerun may just be putting the file back when we ask. Some browsers remember that an address had
// no module, so it is asked for at another one.
/**
 * @param {string} url
 * @returns {Promise<ComponentModule>}
 */
function fetchModule(url, again = 0) {
  return import(again ? `${url}?again=${again}` : url).catch(async (error) => {
    if (again === PAUSES.length) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSES[again]));
    return fetchModule(url, again + 1);
  });
}

/**
 * @param {string} url
 * @returns {Promise<ComponentModule>}
 */
function load(url) {
  if (!modules.has(url)) {
    const module = fetchModule(url);
    module.catch(() => modules.delete(url)); // a failure may pass: do not remember it
    modules.set(url, module);
  }
  return modules.get(url);
}

// `setStateValue`, but Python hears for sure that a component cannot start: of two fragments that send
// at the same time Streamlit reruns one, so they send one after the other, and again.
/**
 * @param {HTMLElement} place
 * @param {(state: string, value: any) => void} setStateValue
 */
function sender(place, setStateValue) {
  return (/** @type {string} */ state, /** @type {any} */ value) => {
    if (state === "fallback") keepQuiet(place);
    if (state !== "fallback" || !value) return setStateValue(state, value);
    const now = performance.now(),
      turn = Math.max(now, window.__latentExplorerTurn ?? 0);
    window.__latentExplorerTurn = turn + APART;
    const tell = () => setStateValue(state, value);
    telling.set(
      place,
      TOLD.map((wait) => setTimeout(tell, turn - now + wait)),
    );
  };
}

/** @param {HTMLElement} place */
function keepQuiet(place) {
  telling.get(place)?.forEach(clearTimeout);
  telling.delete(place);
}

/** @param {Mounted<[MountData]>} given */
export default function (given) {
  const { parentElement: place } = given;
  const setStateValue = sender(place, given.setStateValue);
  const component = { ...given, setStateValue, data: given.data[0] }; // Python sends a list of one
  const url = resolve(component.data.script_url),
    isNewest = () => newest.get(place) === component;
  // Of two requests that wait for this file to be imported, either may come first. Streamlit cleans
  // up after the outdated one as soon as it has come, so that this shows which of them counts.
  const start = setTimeout(() => {
    newest.set(place, component);
    load(url).then(
      (module) => {
        if (!isNewest()) return;
        if (!cleanups.has(place)) keepQuiet(place); // an earlier failure has passed
        cleanups.set(place, module.default(component));
      },
      () => isNewest() && setStateValue("fallback", true),
    );
  });
  return () => {
    clearTimeout(start);
    if (!isNewest() && place.isConnected) return; // another has taken its place
    newest.delete(place);
    keepQuiet(place);
    cleanups.get(place)?.();
    cleanups.delete(place);
  };
}
