// From ink to the latent plane and back. What happens while a stroke grows: read `frame` below.

import { SIDE } from "../../../js/shared/ink/drawing.js";
import { readCodes, referenceGaussian } from "../../../js/shared/latent/codes.js";
import { Neighbours } from "../../../js/shared/latent/neighbours.js";
import { NeighboursInSpace } from "../../../js/shared/latent/neighbours_in_space.js";
import { Support } from "../../../js/shared/latent/support.js";
import { fetchBytes } from "../../../js/shared/network/bytes.js";
import { buildNetwork } from "../../../js/shared/network/interpreter.js";
import { Pace } from "../../../js/shared/page/pace.js";
import { differs, mountAs, pixelRatio, Shell } from "../../../js/shared/page/shell.js";
import { ImageShape } from "../../../js/shared/pictures/image_shape.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";
import { assemble } from "./assemble.js";
import { posterior } from "./posterior.js";
import { base64, prepared, see, showSeen } from "./seeing.js";
import { sizes } from "./sizes.js";

const SEE_REST = 1; // times what encoding and decoding take, until they are done again while a stroke grows
const XRAY_REST = 10; // times what the x-ray takes, until it is painted again while a stroke grows
const FRAME_BUDGET = 5; // ms for all but the plane, so that the whole frame stays below 16
const RELOAD = ["run", "encoder_url", "decoder_url", "codes_url", "drawing"];
const NEWS = ["x", "switches", "points", "answer", "rev"];

/** @extends {Shell<PadData>} */
class Reconstruction extends Shell {
  // Made by assemble.js.
  /** @type {import("../../../js/shared/ink/drawing.js").Drawing | null} */
  drawing;
  /** @type {import("../../../js/shared/ink/pad.js").Pad | null} */
  pad;
  /** @type {HTMLCanvasElement | null} */
  given;
  /** @type {import("./xray.js").Xray | null} */
  xray;
  /** @type {import("../../../js/shared/page/panel.js").Panel} */
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
  statusTimer; // set by seeing.js

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
    if (!differs(data, before, NEWS)) return;
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
    this.unexplained = false; // what is seen is not in the x-ray yet
    this.seeing = new Pace(SEE_REST);
    this.explaining = new Pace(XRAY_REST);
    this.sized = null;
    this.clear(data.words.title);
    this.shape = new ImageShape(data.image_shape);
    this.shape.setShares(root);
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
      fetchNetwork(data.encoder, data.encoder_url, report(1)),
      fetchNetwork(data.decoder, data.decoder_url, report(2)),
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
    if (data.drawing && encoder && decoder) this.warmUp();
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
      const x = prepared(ink, data, this.shape)?.x ?? this.shape.blank();
      decoder.decode(
        posterior(encoder.decode(x), data.dim, data.kind, data.encoder.logvar_scale).mu,
      );
    }
  }

  // ---- size and theme ------------------------------------------------------------

  relayout() {
    const width = this.root.clientWidth,
      ratio = pixelRatio();
    if (!this.isResized(ratio)) return;
    const { columns, unit, large, plane, tile, lengths } = sizes(width, this.shape);
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

  // Ink to the numbers of an image, to mu and sigma, to the plane, to a picture: all in the same frame. Only
  // the x-ray and the six draws may lag behind a little; and on a slow phone, where one such frame follows
  // another only after a rest, all of it behind the pen.
  frame() {
    const begin = performance.now();
    this.pad?.paint(this.theme);
    if (!this.networks) return;
    if (this.drawing?.growing && !this.seeing.isDue()) {
      this.schedule();
      return;
    }
    this.seeing.timed(() => this.follow(begin));
  }

  // What the ink, or the given image, makes of all else.
  follow(begin) {
    if (this.changed) {
      this.changed = false;
      this.seen = see(this);
      if (this.given) drawPicture(this.given, this.seen?.x ?? this.shape.blank(), this.theme);
      this.unexplained = this.xray !== null;
      this.root.dataset.empty = String(!this.seen);
      this.draws?.renew();
      if (this.seen?.posterior) showSeen(this);
      else this.root.dataset.z = "";
    }
    this.explain();
    const { section } = this.closeup,
      landed = this.seen?.landed ?? null;
    const moving = this.closeup.advance(landed, this.leap, this.drawing?.growing);
    this.leap = false;
    // A plane that moves is drawn anew, ten thousand dots of it: the draws wait for a calmer frame.
    const posterior = this.draws && this.seen?.posterior;
    const busy = Boolean(
      posterior &&
        !moving &&
        this.draws.work(this.networks.decoder, posterior, this.theme, begin + FRAME_BUDGET),
    );
    const draws = posterior ? this.draws.codes(posterior).map((z) => section.project(z)) : [];
    this.closeup.draw(
      this.theme,
      landed,
      draws,
      this.data.points.map((z) => section.project(z)),
      moving,
    );
    if (busy || moving || this.unexplained) this.schedule();
  }

  // Paint the x-ray; while a stroke grows, as often as there is time for it.
  explain() {
    if (!this.unexplained || (this.drawing.growing && !this.explaining.isDue())) return;
    this.unexplained = false;
    this.explaining.timed(() =>
      this.xray.paint(this.drawing, this.seen?.made ?? null, this.data.switches, this.theme),
    );
  }

  // The hand rests: Python hears of the image, unless it has them already.
  settle() {
    if (!this.drawing || !this.networks) return;
    this.schedule(); // the view may glide now
    if (this.changed) this.frame();
    const made = this.seen?.made,
      x = made ? base64(made.x) : "";
    if (x === (this.drawing.kept.sent ?? "")) return;
    this.drawing.kept.sent = x;
    this.send("drawing", { x, empty: !made });
  }
}

// null for a part that only the server computes.
/**
 * @param {NetworkManifest | null} manifest
 * @param {string | null} url
 * @param {(fraction: number) => void} report
 */
async function fetchNetwork(manifest, url, report) {
  if (manifest && url) return buildNetwork(manifest, await fetchBytes(url, report));
  report(1);
  return null;
}

export default mountAs(Reconstruction);
