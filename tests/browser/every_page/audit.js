// What a person with other eyes, hands or screens would stumble over on the page that is open:
// {beyond, cut, small, tiny, pale, names, formulas}, a list of texts each. `least`: px of type.
(least) => {
  const numbers = (colour) => {
    const n = (colour.match(/-?[\d.]+(e-?\d+)?/g) ?? []).map(Number);
    const scale = colour.startsWith("color(srgb") ? 255 : 1;
    return [n[0] * scale, n[1] * scale, n[2] * scale, n[3] ?? 1];
  };
  const over = (top, share, under) => under.map((v, i) => top[i] * share + v * (1 - share));
  const luminance = (rgb) =>
    [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
      const v = rgb[i] / 255;
      return sum + weight * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    }, 0);
  const contrast = (a, b) => {
    const [high, low] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (high + 0.05) / (low + 0.05);
  };
  const isSeen = (e) => {
    const box = e.getBoundingClientRect();
    return (
      box.width > 0 &&
      box.height > 0 &&
      e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
      !e.closest('.lse-hidden, [data-testid="stPageLink-NavLink"] em, [data-stale="true"]')
    );
  };
  const menu = document.querySelector('[data-testid="stSidebar"]');
  const menuIsOpen = menu?.dataset.collapsed === "false";
  const all = [...document.querySelectorAll("body *")].filter(
    (e) => isSeen(e) && (menuIsOpen || !menu?.contains(e)),
  );
  const say = (e) =>
    `${e.dataset.testid ?? e.getAttribute("class") ?? e.tagName}: ${(e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 40)}`;
  const main = document.querySelector('[data-testid="stMain"]');
  const found = { beyond: [], cut: [], small: [], tiny: [], pale: [], names: [], formulas: [] };

  // ---- beyond the screen, cut off -----------------------------------------------------------
  for (const box of [document.scrollingElement, main])
    if (box.scrollWidth > box.clientWidth + 1)
      found.beyond.push(`${say(box)} ${box.scrollWidth} > ${box.clientWidth}`);
  for (const e of all)
    if (getComputedStyle(e).textOverflow === "ellipsis" && e.scrollWidth > e.clientWidth + 1)
      found.cut.push(say(e));

  // ---- too small to press: the element, its label or box, or what is pressed around it ------
  const targets =
    'button, a[href], input:not([type="hidden"]), select, summary, textarea, .lse-explained';
  for (const e of all.filter((e) => e.matches(targets) && !e.disabled)) {
    if (e.closest('[role="slider"], [data-testid="stSlider"], .js-plotly-plot, [data-testid="stHeaderActionElements"], [data-testid="stMarkdownContainer"] p a')) continue;
    const around = e.closest(
      'label, [data-testid="stSelectbox"] [role="group"], [data-testid="stMultiSelect"] [role="group"]',
    );
    const box = (e.matches("input") && around ? around : e).getBoundingClientRect();
    const after = getComputedStyle(e, "::after");
    const extra = after.position === "absolute" ? after : { width: "0", height: "0" };
    const width = Math.max(box.width, Number.parseFloat(extra.width) || 0);
    const height = Math.max(box.height, Number.parseFloat(extra.height) || 0);
    if (box.width > 2 && Math.min(width, height) < 43.5)
      found.small.push(`${say(e)} ${Math.round(width)} x ${Math.round(height)}`);
  }

  // ---- text: its size, and how it stands out from its ground --------------------------------
  for (const e of all) {
    const text = [...e.childNodes].filter((n) => n.nodeType === 3 && n.textContent.trim());
    if (!text.length || e.matches("style, script, option, title")) continue;
    const style = getComputedStyle(e),
      isDrawn = e instanceof SVGElement,
      drawn = isDrawn ? e.getScreenCTM() : null,
      scale = drawn ? Math.hypot(drawn.a, drawn.b) : (e.currentCSSZoom ?? 1),
      size = Number.parseFloat(style.fontSize) * scale;
    const said = `${say(e)} in ${e.closest("[data-testid]")?.dataset.testid}`;
    if (size < least && !e.closest(".js-plotly-plot, .lse-kl-plane, .katex, sub, sup"))
      found.tiny.push(`${said} ${size.toFixed(1)} px`);
    // Words on the thumb of a slider, which Streamlit puts above it, and drawn axes are left out.
    if (e.closest('[disabled], [aria-disabled="true"], [role="slider"], [data-testid="stSliderThumbValue"], .js-plotly-plot, [aria-hidden="true"]')) continue;
    let ground = [255, 255, 255],
      share = 1;
    const chain = [];
    for (let at = e; at; at = at.parentElement) chain.unshift(at);
    for (const at of chain) {
      const own = getComputedStyle(at),
        colour = numbers(own.backgroundColor);
      share *= Number(own.opacity);
      if (colour[3] > 0) ground = over(colour, colour[3] * share, ground);
    }
    const ink = numbers(isDrawn ? style.fill : style.color);
    const ratio = contrast(over(ink, ink[3] * share, ground), ground);
    if (ratio < 4.5) found.pale.push(`${said} ${ratio.toFixed(2)}`);
  }

  // ---- names --------------------------------------------------------------------------------
  const links = all.filter((e) => e.matches("a[href]") && main.contains(e));
  const named = Map.groupBy(links, (a) => a.textContent.trim());
  for (const [name, group] of named)
    if (new Set(group.map((a) => a.href)).size > 1) found.names.push(`${group.length} x ${name}`);
  for (const e of document.querySelectorAll(".katex-error")) found.formulas.push(e.title);
  return found;
}
