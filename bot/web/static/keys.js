// The keyboard: shortcuts, and painting without a pointer by a crosshair.
//
// Shortcuts of one letter are off while somebody writes. The space bar held moves the picture under
// the mouse; on the canvas, it and Enter paint at the crosshair.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 8; // CSS pixels
const FAST = 5;

export class Keys {
  constructor({ canvas, view, easel, pointers, actions, said }) {
    Object.assign(this, { canvas, view, easel, pointers, actions, said });
    this.crosshair = null; // in the picture's pixels, once the keyboard is used on the canvas
    this.held = null; // the key that paints, while it is down
    document.addEventListener("keydown", (event) => this.pressed(event));
    document.addEventListener("keyup", (event) => this.released(event));
    window.addEventListener("blur", () => this.letGo());
    canvas.addEventListener("blur", () => this.letGo());
    canvas.addEventListener("focus", () => {
      if (canvas.matches(":focus-visible")) this.appear();
    });
  }

  hide() {
    this.crosshair = this.held = null;
    this.view.draw();
  }

  appear() {
    if (!this.view.picture || this.crosshair) return;
    const { width, height } = this.view.picture;
    this.crosshair = { x: Math.round(width / 2), y: Math.round(height / 2) };
    this.view.draw();
  }

  pressed(event) {
    if (!this.view.picture || event.isComposing) return;
    const writes = event.target.matches?.("textarea, input:not([type=range]):not([type=checkbox])");
    if (writes) return;
    const commands = event.ctrlKey || event.metaKey;
    if (commands ? this.command(event) : !event.altKey && this.plain(event)) event.preventDefault();
  }

  command(event) {
    const key = event.key.toLowerCase();
    if (key === "z") this.actions[event.shiftKey ? "redo" : "undo"]();
    else if (key === "y") this.actions.redo();
    else return false;
    return true;
  }

  plain(event) {
    const isOnCanvas = document.activeElement === this.canvas;
    if (isOnCanvas && event.key in ARROWS) return this.walk(event);
    if (event.key === " " || event.key === "Enter") return this.paints(event, isOnCanvas);
    if (event.key === "Escape") return this.actions.giveUp();
    const action = this.actions.byKey[event.key.toLowerCase()];
    if (!action || (event.shiftKey && /^[a-z]$/i.test(event.key))) return false;
    action();
    return true;
  }

  paints(event, isOnCanvas) {
    const isElsewhere = event.target.closest?.("button, summary, input, a");
    if (isElsewhere || (!isOnCanvas && event.key === "Enter")) return false;
    if (event.repeat) return true;
    if (event.key === " ") {
      this.pointers.wantsPan = true;
      this.pointers.hasPanned = false;
      this.canvas.classList.add("pans");
    }
    // The first press only shows where the crosshair is.
    if (isOnCanvas && this.crosshair) this.held = event.key;
    else if (isOnCanvas && event.key === "Enter") this.appear();
    return true;
  }

  released(event) {
    if (event.key === " ") {
      this.pointers.wantsPan = false;
      this.canvas.classList.remove("pans");
      const isOnCanvas = document.activeElement === this.canvas;
      if (isOnCanvas && !this.held && !this.pointers.hasPanned) this.appear();
    }
    if (event.key !== this.held) return;
    this.held = null;
    if (this.easel.isStroke) {
      if (!this.easel.gesture) this.easel.start(this.crosshair, { byKeys: true });
      this.easel.end();
    } else {
      this.drop(event.key === "Enter");
    }
    this.view.draw();
  }

  letGo() {
    this.held = null;
    this.pointers.wantsPan = false;
    this.canvas.classList.remove("pans");
    if (this.easel.gesture?.byKeys) this.easel.cancel();
    if (document.activeElement !== this.canvas) this.hide();
  }

  // Drop a corner: the second ends a rectangle; Enter drops a lasso's last one and closes it.
  drop(closes) {
    const { easel } = this;
    if (!easel.gesture?.byKeys) {
      easel.start(this.crosshair, { byKeys: true });
      return this.said("painter-said-corner");
    }
    if (easel.tool === "lasso") {
      easel.corner(this.crosshair);
      if (!closes) return this.said("painter-said-corner");
    }
    easel.move(this.crosshair);
    easel.end();
  }

  walk(event) {
    if (!this.crosshair) {
      this.appear();
      return true;
    }
    const { width, height } = this.view.picture;
    const step = Math.max(1, Math.round(STEP / this.view.scale)) * (event.shiftKey ? FAST : 1);
    const [x, y] = ARROWS[event.key];
    const to = {
      x: Math.min(width, Math.max(0, this.crosshair.x + x * step)),
      y: Math.min(height, Math.max(0, this.crosshair.y + y * step)),
    };
    if (this.held && this.easel.isStroke) {
      if (!this.easel.gesture) this.easel.start(this.crosshair, { byKeys: true });
      this.easel.move(to);
    } else if (this.easel.gesture?.byKeys) {
      this.easel.move(to);
    }
    this.crosshair = to;
    this.view.reveal(to);
    this.view.draw();
    return true;
  }
}
