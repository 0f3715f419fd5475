// The line for newcomers. Whether it was dismissed is kept in the browser's storage alone.
import { el, icon } from "../../../js/shared/page/dom.js";
import { mountAs, Shell } from "../../../js/shared/page/shell.js";

const NAME = "lse-greeted";

/** @extends {Shell<GreetingData>} */
class Greeting extends Shell {
  constructor(parent) {
    super(parent, "the greeting", { class: "lse lse-greeting", "data-testid": "greeting" });
  }

  build() {
    const { sentence, label, href, words } = this.data;
    this.clear();
    const link = el("a", { href }, label);
    link.onclick = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.dismiss();
      this.send("followed", true);
    };
    const close = el(
      "button",
      { type: "button", "aria-label": words.dismiss, title: words.dismiss },
      icon("close"),
    );
    close.onclick = () => this.dismiss();
    this.root.append(el("span", {}, sentence), link, close);
    this.root.dataset.shown = wasDismissed() ? "0" : "1";
    this.root.dataset.ready = "1";
  }

  dismiss() {
    this.root.dataset.shown = "0";
    try {
      localStorage.setItem(NAME, "1");
    } catch {
      // the browser keeps nothing: it comes back with the next visit
    }
  }
}

function wasDismissed() {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return false;
  }
}

export default mountAs(Greeting);
