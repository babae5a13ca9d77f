// Mouse, touch and pen: which pointers paint, which move the picture.
//
// Two fingers never paint: the second takes back what the first began. Once a pen has been seen, a
// finger (or the palm) only moves the picture, and nothing at all while the pen is down.

const PRIMARY = 0;
const MIDDLE = 1;
const PEN_ERASER = 32;

export class Pointers {
  constructor({ canvas, view, easel, moved, began }) {
    Object.assign(this, { canvas, view, easel, moved, began });
    this.down = new Map();
    this.mode = null; // paint, pan, pinch
    this.wantsPan = false; // while the space bar is held
    this.hasPanned = false;
    this.penSeen = false;
    this.hover = null;
    canvas.addEventListener("pointerdown", (event) => this.pressed(event));
    canvas.addEventListener("pointermove", (event) => this.dragged(event));
    canvas.addEventListener("pointerup", (event) => this.lifted(event, false));
    canvas.addEventListener("pointercancel", (event) => this.lifted(event, true));
    canvas.addEventListener("lostpointercapture", (event) => this.lifted(event, true));
    canvas.addEventListener("pointerleave", () => this.hovers(null));
    canvas.addEventListener("wheel", (event) => this.rolled(event), { passive: false });
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    canvas.addEventListener("auxclick", (event) => event.preventDefault());
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  hovers(at) {
    this.hover = at;
    this.moved();
  }

  pressed(event) {
    const { pointerType: kind, button } = event;
    if (kind === "mouse" && button !== PRIMARY && button !== MIDDLE) return;
    if (button === MIDDLE) event.preventDefault(); // or the page would scroll by itself
    const penIsDown = [...this.down.values()].some((pointer) => pointer.kind === "pen");
    if (penIsDown || (kind !== "touch" && this.down.size && kind !== "pen")) return;
    if (kind === "pen") this.penTakesOver();
    this.canvas.setPointerCapture(event.pointerId);
    this.down.set(event.pointerId, { at: this.at(event), kind });
    this.began();
    if (this.down.size > 1) {
      this.easel.cancel();
      this.mode = "pinch";
    } else if (this.wantsPan || button === MIDDLE || (kind === "touch" && this.penSeen)) {
      this.mode = "pan";
      this.hasPanned = true;
    } else {
      this.mode = "paint";
      const erases = event.altKey || Boolean(event.buttons & PEN_ERASER);
      this.easel.start(this.view.toPicture(this.at(event)), { erases });
    }
    this.hovers(kind === "touch" ? null : this.at(event));
  }

  penTakesOver() {
    this.penSeen = true;
    this.easel.cancel();
    this.down.clear();
    this.mode = null;
  }

  dragged(event) {
    const pointer = this.down.get(event.pointerId);
    const at = this.at(event);
    if (event.pointerType !== "touch") this.hover = at;
    if (!pointer) return event.pointerType === "touch" ? undefined : this.moved();
    const before = pointer.at;
    if (this.mode === "paint") {
      const passed = event.getCoalescedEvents?.() ?? [];
      for (const each of passed.length ? passed : [event]) {
        this.easel.move(this.view.toPicture(this.at(each)));
      }
    } else if (this.mode === "pan") {
      this.view.pan(at.x - before.x, at.y - before.y);
    } else if (this.mode === "pinch") {
      this.pinched(event.pointerId, at);
    }
    pointer.at = at;
    this.moved();
  }

  // Two fingers zoom by how far they are apart, and move the picture by where their middle is.
  pinched(id, at) {
    const [first, second] = [...this.down.keys()];
    if (id !== first && id !== second) return;
    const other = this.down.get(id === first ? second : first).at;
    const before = this.down.get(id).at;
    const middle = (a, b) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
    const apart = (a, b) => Math.max(12, Math.hypot(a.x - b.x, a.y - b.y));
    const [was, is] = [middle(before, other), middle(at, other)];
    this.view.pan(is.x - was.x, is.y - was.y);
    this.view.zoom(apart(at, other) / apart(before, other), is);
  }

  lifted(event, isCancelled) {
    if (!this.down.delete(event.pointerId)) return;
    if (this.mode === "paint") {
      if (isCancelled) this.easel.cancel();
      else this.easel.end();
    }
    // The finger that stays of two goes on moving the picture; it does not begin to paint.
    this.mode = this.down.size === 0 ? null : this.down.size === 1 ? "pan" : "pinch";
    this.moved();
  }

  rolled(event) {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (event.shiftKey) return this.view.pan(-(event.deltaX || event.deltaY) * lines, 0);
    const speed = event.ctrlKey ? 0.01 : 0.0018; // a pinch on a trackpad arrives with ctrl
    const turn = Math.max(-300, Math.min(300, event.deltaY * lines));
    this.view.zoom(Math.exp(-turn * speed), this.at(event));
  }
}
