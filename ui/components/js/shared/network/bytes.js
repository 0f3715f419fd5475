// Binary files from Python. Their URLs are content-hashed, so what was fetched once is kept for
// the life of the page: coming back to a run, or switching pages, fetches nothing.
//
// The cache lives on `window`: Streamlit may evaluate this module again on a page switch.
const fetched = (window.__latentExplorerBuffers ??= new Map());

/**
 * @param {string} url
 * @param {(part: number) => void} [onProgress] hears a fraction from 0 to 1
 * @returns {Promise<ArrayBuffer>}
 */
export function fetchBytes(url, onProgress) {
  if (!fetched.has(url)) {
    const promise = withRetry(() => download(url, onProgress));
    promise.catch(() => fetched.delete(url)); // a failure may pass: do not remember it
    fetched.set(url, promise);
  }
  return fetched.get(url);
}

// What is out of date as soon as it was seen is not kept.
/** @param {string} url */
export function forgetBytes(url) {
  fetched.delete(url);
}

// A rerun may just be putting the file back when we ask: try again before giving up.
/**
 * @template T
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
async function withRetry(task) {
  for (const pause of [300, 1200, 3000, null]) {
    try {
      return await task();
    } catch (error) {
      if (pause === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/**
 * @param {string} url
 * @param {(part: number) => void} [onProgress]
 */
async function download(url, onProgress) {
  // Asking for a range keeps the server from gzipping numbers that do not compress:
  // that would cost it tens of milliseconds a visitor, and us the length for the bar.
  const response = await fetch(resolve(url), { headers: { Range: "bytes=0-" } });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const total = Number(response.headers.get("Content-Length"));
  if (!total || !response.body) return response.arrayBuffer();
  const bytes = new Uint8Array(total),
    reader = response.body.getReader();
  let got = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (got + value.length > total) throw new Error(`${url}: longer than announced`);
    bytes.set(value, got);
    got += value.length;
    onProgress?.(got / total);
  }
  if (got !== total) throw new Error(`${url}: only ${got} of ${total} bytes arrived`);
  return bytes.buffer;
}

// Python knows the path below the app's root; this very script was served one level below it.
/** @param {string} url */
function resolve(url) {
  return new URL(url.replace(/^\//, ""), new URL("../", import.meta.url)).href;
}
