// From ink to the latent plane and back. What happens while a stroke grows: read `frame` below.

import { readCodes, referenceGaussian } from "../../js/shared/latent/codes.js";
import { Neighbours } from "../../js/shared/latent/neighbours.js";
import { NeighboursInSpace } from "../../js/shared/latent/neighbours_in_space.js";
import { Support } from "../../js/shared/latent/support.js";
import { fetchBytes } from "../../js/shared/network/bytes.js";
import { buildNetwork } from "../../js/shared/network/interpreter.js";
import { el, formatNumber, setText } from "../../js/shared/page/dom.js";
import { drawPicture, readOriginal } from "../../js/shared/page/pictures.js";
import { differs, mountAs, pixelRatio, Shell } from "../../js/shared/page/shell.js";
import { assemble } from "./assemble.js";
import { SIDE } from "./ink/drawing.js";
import { prepareInk } from "./ink/prepare.js";
import { onSection, posterior } from "./posterior.js";
import { sizes } from "./sizes.js";

const FRAME_BUDGET = 5; // ms for all but the plane, so that the whole frame stays below 16
const STATUS_REST = 700; // ms of rest before screen readers hear where it landed
const RELOAD = ["run", "encoder_url", "decoder_url", "codes_url", "drawing"];
const WRITTEN = 3; // of many latent numbers, these are written out

/** @extends {Shell<PadData>} */
class Reconstruction extends Shell {
  // Made by assemble.js.
  /** @type {import("./ink/drawing.js").Drawing | null} */
  drawing;
  /** @type {import("./ink/pad.js").Pad | null} */
  pad;
  /** @type {HTMLCanvasElement | null} */
  given;
  /** @type {import("./ink/xray.js").Xray | null} */
  xray;
  /** @type {import("../../js/shared/page/panel.js").Panel} */
  panel;
  /** @type {HTMLElement} */
  code;
  /** @type {import("./draws.js").Draws | null} */
  draws;
  /** @type {import("./closeup.js").CloseUp} */
  closeup;
  /** @type {HTMLElement} */
  error;
  /** @type {HTMLElement} */
  status;

  constructor(parent) {
    super(parent, "the reconstruction", {
      class: "lse lse-reconstruct",
      role: "group",
      "data-testid": "reconstruction",
    });
    this.root.onkeydown = (event) => this.keyPressed(event);
  }

  close() {
    clearTimeout(this.statusTimer);
    this.networks = null;
  }

  isOther(before) {
    return differs(this.data, before, RELOAD);
  }

  receive(before) {
    const { data } = this;
    if (!differs(data, before, ["x", "switches", "points", "rev"])) return;
    this.leap ||= data.rev !== before.rev;
    if (!before.points.length !== !data.points.length) this.closeup.whole = data.points.length > 0;
    this.changed = true;
    this.schedule();
    this.settle();
  }

  leaveWindow() {
    this.pad?.end();
  }

  // ---- a run is opened: build at the final size, then fetch ----------------------

  build() {
    const { data, root } = this;
    this.support = null;
    this.seen = null;
    this.sized = null;
    this.clear(data.words.title);
    root.dataset.bars = "3";
    root.dataset.drawing = String(data.drawing);
    assemble(this);
    this.closeup.whole = data.points.length > 0; // many images: where do they all lie?
    this.changed = this.leap = true;
    this.relayout();
  }

  async load(isStale) {
    const { data } = this,
      part = [0, 0, 0];
    const report = (i) => (fraction) => {
      part[i] = fraction;
      if (!isStale())
        this.closeup.stage.showLoading(((part[0] + part[1] + part[2]) / 3) * 0.99, data.n);
    };
    report(0)(0);
    const [codes, encoder, decoder] = await Promise.all([
      fetchBytes(data.codes_url, report(0)).then((buffer) => readCodes(buffer, data.n, data.dim)),
      fetchBytes(data.encoder_url, report(1)).then((buffer) => buildNetwork(data.encoder, buffer)),
      fetchBytes(data.decoder_url, report(2)).then((buffer) => buildNetwork(data.decoder, buffer)),
    ]);
    if (isStale()) return;
    this.gaussian = referenceGaussian(data.kind, data.dim, codes);
    this.closeup.open(codes);
    this.support = new Support(
      data.dim === 2 ? new Neighbours(codes) : new NeighboursInSpace(codes),
      data.support,
      data.classes.length,
    );
    this.networks = { encoder, decoder };
    if (data.drawing) this.warmUp();
    this.closeup.stage.showLoading(1, data.n);
    this.root.dataset.ready = "1";
    this.root.reconstruction = this;
    this.schedule();
    this.settle();
  }

  // The browser compiles what has run a few times: before the first stroke, not during it.
  warmUp() {
    const {
        data,
        networks: { encoder, decoder },
      } = this,
      ink = new Float32Array(SIDE * SIDE).fill(1, 100 * SIDE, 120 * SIDE);
    for (let round = 0; round < 5; round++) {
      const { x } = prepareInk(ink, SIDE, SIDE, data.dataset, data.switches) ?? {
        x: new Uint8Array(784),
      };
      decoder.decode(
        posterior(encoder.decode(x), data.dim, data.kind, data.encoder.logvar_scale).mu,
      );
    }
  }

  // ---- size and theme ------------------------------------------------------------

  relayout() {
    const width = this.root.clientWidth,
      ratio = pixelRatio(),
      key = `${width}:${ratio}`;
    if (!width || key === this.sized) return;
    this.sized = key;
    const { columns, unit, large, plane, tile, lengths } = sizes(width);
    this.setLengths(lengths);
    this.root.dataset.columns = columns;
    this.pad?.resize(Math.round(large * ratio));
    this.xray?.resize(tile, ratio);
    this.closeup.resize({ plane, ratio, unit, columns, gridGap: 56 * unit, dotRadius: 1.9 * unit });
    this.changed = true;
    if (this.networks)
      this.frame(); // now, not a frame later: a resized canvas is blank until it is drawn
    else this.pad?.paint(this.theme);
  }

  repaint() {
    this.closeup.repaint();
    this.changed = true;
    this.schedule();
  }

  keyPressed(event) {
    if (
      event.key.toLowerCase() !== "z" ||
      !(event.ctrlKey || event.metaKey) ||
      !this.drawing?.marks.length
    )
      return;
    event.preventDefault();
    this.pad.undo();
  }

  // ---- the frame -----------------------------------------------------------------

  // Ink to 784 numbers, to mu and sigma, to the plane, to a picture: all in the same frame. Only the six
  // draws may lag behind a little.
  frame() {
    const begin = performance.now();
    this.pad?.paint(this.theme);
    if (!this.networks) return;
    if (this.changed) {
      this.changed = false;
      this.seen = this.see();
      if (this.given) drawPicture(this.given, this.seen?.x ?? new Float32Array(784), this.theme);
      this.xray?.paint(
        this.pad.sheet.canvas,
        this.seen?.made ?? null,
        this.data.switches,
        this.theme,
      );
      this.root.dataset.empty = String(!this.seen);
      this.draws?.renew();
      if (this.seen) this.showSeen();
      else this.root.dataset.z = "";
    }
    const { section } = this.closeup,
      landed = this.seen?.landed ?? null;
    const moving = this.closeup.advance(landed, this.leap, this.drawing?.growing);
    this.leap = false;
    // A plane that moves is drawn anew, ten thousand dots of it: the draws wait for a calmer frame.
    const busy = Boolean(
      this.seen &&
        !moving &&
        this.draws?.work(
          this.networks.decoder,
          this.seen.posterior,
          this.theme,
          begin + FRAME_BUDGET,
        ),
    );
    const draws =
      this.seen && this.draws
        ? this.draws.codes(this.seen.posterior).map((z) => section.project(z))
        : [];
    this.closeup.draw(
      this.theme,
      landed,
      draws,
      this.data.points.map((z) => section.project(z)),
      moving,
    );
    if (busy || moving) this.schedule();
  }

  // What the encoder makes of the ink, or of the given image; null where there is none.
  see() {
    const { data } = this,
      made =
        this.drawing && !this.drawing.isBlank
          ? prepareInk(this.drawing.read(), SIDE, SIDE, data.dataset, data.switches)
          : null;
    const grey = made
      ? Float32Array.from(made.x, (byte) => byte / 255)
      : !this.drawing && data.x
        ? readOriginal(data.x)
        : null;
    if (!grey) return null;
    const x = data.encoder.cut ? grey.map((v) => (v > 0.5 ? 1 : 0)) : grey; // what a run trained on cut images knows
    const encoded = posterior(
      this.networks.encoder.decode(x),
      data.dim,
      data.kind,
      data.encoder.logvar_scale,
    );
    return { x, made, posterior: encoded, landed: onSection(encoded, this.closeup.section) };
  }

  showSeen() {
    const { data, theme } = this,
      {
        x,
        posterior: { mu, sigma },
      } = this.seen,
      picture = this.networks.decoder.decode(mu);
    this.panel.showPicture(picture, theme);
    setText(this.error, `${formatNumber(1000 * meanSquare(x, picture), 1)} × 10⁻³`); // as the run card has it
    const neighbourhood = this.support.at(mu);
    this.panel.showPoint(neighbourhood, this.gaussian.sigmas(mu), theme);
    const written =
      data.dim > WRITTEN
        ? data.dims.slice(0, WRITTEN).map(({ index }) => index)
        : mu.map((_, k) => k);
    this.code.replaceChildren(
      ...written.map((k) => el("span", {}, codeText(`z${k + 1}`, mu[k], sigma?.[k]))),
    );
    this.root.dataset.z = mu.map((v) => Number(v.toFixed(4))).join(",");
    this.panel.picture.setAttribute("aria-label", data.words.back);
    clearTimeout(this.statusTimer);
    const where = written.map((k) => `z${k + 1} ${formatNumber(mu[k])}`).join(", ");
    this.statusTimer = setTimeout(
      () => setText(this.status, this.panel.sentence(where, neighbourhood)),
      STATUS_REST,
    );
  }

  // The hand rests: Python hears of the 784 numbers, unless it has them already.
  settle() {
    if (!this.drawing || !this.networks) return;
    this.schedule(); // the view may glide now
    if (this.changed) this.frame();
    const made = this.seen?.made,
      x = made ? btoa(String.fromCharCode(...made.x)) : "";
    if (x === (this.drawing.kept.sent ?? "")) return;
    this.drawing.kept.sent = x;
    this.send("drawing", { x, empty: !made });
  }
}

// With two digits of sigma, and mu to the same decimals.
function codeText(name, mu, sigma) {
  const decimals = sigma ? Math.max(2, Math.min(4, 1 - Math.floor(Math.log10(sigma)))) : 2;
  return `${name} = ${formatNumber(mu, decimals)}${sigma ? ` ± ${formatNumber(sigma, decimals)}` : ""}`;
}

function meanSquare(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum / a.length;
}

export default mountAs(Reconstruction);
