// The figures of the lesson on surprise: one scene at a time. What happens while a handle is dragged:
// the scene takes it (`believe`, `move`, `set`) and asks for a frame; the frame draws all from it.
// Python hears only that something worth a task has happened, once, on release.
import { el, setAttribute } from "../../../js/shared/page/dom.js";
import { differs, mountAs, Shell } from "../../../js/shared/page/shell.js";
import { svg } from "../../../js/shared/page/svg.js";
import { BellsScene } from "./scenes/bells_scene.js";
import { BoxesScene } from "./scenes/boxes_scene.js";
import { FloorScene } from "./scenes/floor_scene.js";
import { GameScene } from "./scenes/game_scene.js";
import { PixelScene } from "./scenes/pixel_scene.js";

const SCENES = {
  game: GameScene,
  boxes: BoxesScene,
  bells: BellsScene,
  pixel: PixelScene,
  floor: FloorScene,
};
const HEIGHTS = { game: 380, boxes: 560, bells: 520, pixel: 520, floor: 400 }; // design pixels, about
const AROUND = 440; // pixels of a projector that the question, the guess and the foot need
const WIDE = 720; // pixels, from which there are two columns

/** @extends {Shell<SurpriseData>} */
class Surprise extends Shell {
  constructor(parent) {
    super(parent, "the figure", { class: "lse lse-sp", role: "group", "data-testid": "surprise" });
    this.reported = new Set(); // of this step; Python hears of each once
  }

  get revealed() {
    return this.data.revealed;
  }

  isOther(before) {
    return differs(this.data, before, ["scene", "boxes", "bells", "pixel", "floor", "projector"]);
  }

  build() {
    const { data, root } = this;
    this.clear(data.words.title);
    Object.assign(root.dataset, { scene: data.scene, revealed: String(data.revealed) });
    this.reported.clear();
    this.scene = new SCENES[data.scene](this);
    this.probe = el("span", { class: "lse-sp-least", "aria-hidden": "true" }); // as small as text may be
    root.append(hatching(), this.probe, this.scene.node);
    this.sized = "";
    this.relayout();
  }

  async load() {
    this.root.dataset.ready = "1";
    this.schedule();
  }

  close() {
    this.scene?.drop();
  }

  // The guess was about how the step began: so does the answer.
  receive(before) {
    if (this.data.revealed !== before.revealed) this.scene.reset();
    setAttribute(this.root, "data-revealed", String(this.data.revealed));
    this.scene.repaint();
    this.schedule();
  }

  leaveWindow() {
    this.scene.drop();
  }

  repaint() {
    this.scene.repaint();
    this.schedule();
  }

  // Whether a measure waits for the guess.
  hides(name) {
    return !this.data.revealed && this.data.hides.includes(name);
  }

  // Something worth a task.
  report(event) {
    if (this.reported.has(event)) return;
    this.reported.add(event);
    this.send("done", [...this.reported]);
  }

  relayout() {
    const width = this.root.clientWidth,
      least = Number.parseFloat(getComputedStyle(this.probe).fontSize) || 0;
    if (!this.isResized(least, innerHeight, this.data.projector)) return;
    const wide = width >= WIDE;
    // On a projector as high as the screen allows; the text has its own least size.
    const grown = Math.min(width / 1096, (innerHeight - AROUND) / HEIGHTS[this.data.scene]);
    const u = !wide
      ? 1
      : this.data.projector
        ? Math.max(1, Math.min(2, grown))
        : width > 1300
          ? 1.15
          : 1;
    this.root.style.setProperty("--u", `${u}px`);
    this.root.dataset.columns = wide ? "2" : "1";
    const text = (size) => Math.max(size * u, least);
    this.scene.resize({ width, wide, u, text, tall: wide ? 140 : 72 });
    this.frame();
  }

  frame() {
    if (!this.sized || this.hasFailed) return;
    this.scene.draw();
  }
}

// The pattern of what is extra.
function hatching() {
  const line = svg("path", {
    class: "lse-sp-hatch-line",
    d: "M-1,3 L3,-1 M-1,7 L7,-1 M1,9 L9,1 M5,9 L9,5",
  });
  const pattern = svg(
    "pattern",
    { id: "lse-sp-hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse" },
    svg("rect", { class: "lse-sp-hatch-ground", width: 8, height: 8 }),
    line,
  );
  const holder = svg(
    "svg",
    { width: 0, height: 0, "aria-hidden": "true" },
    svg("defs", {}, pattern),
  );
  return el("div", { class: "lse-sp-defs" }, holder);
}

export default mountAs(Surprise);
