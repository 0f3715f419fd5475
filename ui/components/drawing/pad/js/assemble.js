// Puts the parts of the reconstruction together and says what each may ask of it.

import { Drawing } from "../../../js/shared/ink/drawing.js";
import { Pad } from "../../../js/shared/ink/pad.js";
import { PREPARATIONS } from "../../../js/shared/ink/prepare.js";
import { Bubble, el, fill, statusLine } from "../../../js/shared/page/dom.js";
import { Panel } from "../../../js/shared/page/panel.js";
import { CloseUp } from "./closeup.js";
import { Draws } from "./draws.js";
import { Xray } from "./xray.js";

/** @param {PartOf<PadData>} reconstruction */
export function assemble(reconstruction) {
  const { data, root, shape } = reconstruction,
    { words, kind, dim } = data,
    bubble = new Bubble(root),
    renew = () => {
      reconstruction.changed = true;
      reconstruction.schedule();
    };
  const drawing = data.drawing ? new Drawing(data.key) : null;
  const pad =
    drawing && new Pad(drawing, words, { drawn: renew, ended: () => reconstruction.settle() });
  const given = drawing
    ? null
    : shape.canvas({ role: "img", "aria-label": words.given, "data-testid": "given" });
  const xray = drawing && new Xray(words, PREPARATIONS[data.dataset], shape, bubble);
  const panel = new Panel(words, kind, dim, data.classes, shape, bubble);
  const code = el("p", { class: "lse-small lse-code", "data-testid": "code" });
  panel.facts
    .querySelector(".lse-verdict")
    .append(bubble.explain(code, words[kind === "ae" ? "code_help_ae" : "code_help_vae"]));
  panel.facts.append(el("p", { class: "lse-nothing lse-small" }, words.nothing));
  const draws = kind === "ae" || !data.decoder ? null : new Draws(dim, shape, words, bubble, renew);
  const closeup = new CloseUp(data, words, bubble, () => reconstruction.schedule());
  const error = el("span", { class: "lse-number", "data-testid": "pixel-mse" });
  const status = statusLine();
  root.prepend(
    el(
      "div",
      { class: "lse-left" },
      pad?.node ?? givenFigure(given, fill(words.given_note, sizesOf(shape))),
      panel.node,
      draws?.node ??
        el(
          "p",
          { class: "lse-draws lse-small" },
          kind === "ae" ? words.no_draws : words.no_draws_here,
        ),
    ),
    el(
      "div",
      { class: "lse-right" },
      xray?.node,
      closeup.node,
      comesBack(panel.frame, error, shape, words, bubble),
    ),
    status,
  );
  Object.assign(reconstruction, {
    drawing,
    pad,
    given,
    xray,
    panel,
    code,
    draws,
    closeup,
    error,
    status,
  });
}

function givenFigure(canvas, note) {
  return el(
    "figure",
    { class: "lse-given" },
    canvas,
    el("figcaption", { class: "lse-small" }, note),
  );
}

// The picture that the decoder draws, and how far it is from the image.
function comesBack(picture, error, shape, words, bubble) {
  return el(
    "section",
    { class: "lse-back" },
    el(
      "div",
      { class: "lse-draws-head" },
      bubble.explain(words.back, words.back_help, "lse-heading lse-title-3"),
    ),
    picture,
    bubble.explain(
      el("span", { class: "lse-sigma" }, error, el("span", { class: "lse-small" }, words.mse)),
      fill(words.mse_help, sizesOf(shape)),
    ),
  );
}

// What the words say of an image: its sides, and how many numbers it is.
function sizesOf({ width, height, values }) {
  return { width, height, n: values.toLocaleString("en") };
}
