// Six draws from the posterior, decoded: z = mu + sigma * e with e from N(0, 1). The same six e until
// the die is thrown again, so that the pictures follow the hand and not chance.
import { normals } from "../../../js/shared/latent/codes.js";
import { el, icon } from "../../../js/shared/page/dom.js";
import { drawPicture } from "../../../js/shared/pictures/pictures.js";

const COUNT = 6;

export class Draws {
  constructor(dim, shape, words, bubble, onThrow) {
    this.dim = dim;
    this.turn = 0;
    this.tiles = Array.from({ length: COUNT }, () => ({
      canvas: shape.canvas({ "aria-hidden": "true" }),
      stale: true,
      e: normals(dim),
    }));
    this.die = el(
      "button",
      { type: "button", class: "lse-pad-tool", "data-testid": "die", title: words.die_title },
      icon("random"),
      words.die,
    );
    this.die.onclick = () => {
      this.throw();
      onThrow();
    };
    this.node = el(
      "section",
      { class: "lse-draws", "data-testid": "draws" },
      el(
        "div",
        { class: "lse-draws-head" },
        bubble.explain(words.draws, words.draws_help, "lse-heading"),
        this.die,
      ),
      el(
        "div",
        { class: "lse-draws-row" },
        ...this.tiles.map(({ canvas }) => el("span", { class: "lse-draw" }, canvas)),
      ),
    );
  }

  throw() {
    for (const tile of this.tiles) tile.e = normals(this.dim);
    this.renew();
  }
  renew() {
    for (const tile of this.tiles) tile.stale = true;
  }

  // z of each draw.
  codes({ mu, sigma }) {
    return this.tiles.map(({ e }) => mu.map((m, k) => m + sigma[k] * e[k]));
  }

  // Decode until `deadline`, each in its turn; true while there is more to do.
  work(decoder, posterior, theme, deadline) {
    const codes = this.codes(posterior);
    for (let i = 0; i < COUNT; i++) {
      const at = (this.turn + i) % COUNT,
        tile = this.tiles[at];
      if (!tile.stale) continue;
      if (performance.now() > deadline) {
        this.turn = at;
        return true;
      }
      drawPicture(tile.canvas, decoder.decode(codes[at]), theme);
      tile.stale = false;
    }
    return false;
  }
}
