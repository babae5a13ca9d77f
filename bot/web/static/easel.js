// The tools at work: one gesture at a time, by pointer or by keyboard, in the picture's pixels.

export const TOOLS = ["brush", "eraser", "rectangle", "lasso"];

export class Easel {
  constructor(mask, { size }) {
    this.mask = mask;
    this.tool = "brush";
    this.size = size;
    this.gesture = null; // {points, erases, byKeys, tail}
    this.changed = () => {};
  }

  get isStroke() {
    return this.tool === "brush" || this.tool === "eraser";
  }

  choose(tool) {
    this.cancel();
    this.tool = tool;
  }

  start(point, { erases = false, byKeys = false } = {}) {
    this.cancel();
    this.gesture = { points: [point], tail: point, erases: erases || this.tool === "eraser", byKeys };
    this.mask.begin(this.gesture.erases);
    if (this.isStroke) this.mask.dab(point, this.size);
  }

  // Go on to a point: a stroke gets there, a rectangle's far corner lies there, a lasso has a point
  // there; by keys a lasso only reaches there, until its corner is dropped.
  move(point) {
    const { gesture } = this;
    if (!gesture) return;
    const last = gesture.points.at(-1);
    gesture.tail = point;
    if (this.isStroke) this.mask.line(last, point, this.size);
    if (this.isStroke) gesture.points = [point];
    if (this.tool === "lasso" && !gesture.byKeys) this.corner(point);
  }

  corner(point) {
    const last = this.gesture.points.at(-1);
    if (Math.hypot(point.x - last.x, point.y - last.y) >= 0.75) this.gesture.points.push(point);
  }

  // End the gesture; tell whether it has changed the mask.
  end() {
    const { gesture } = this;
    if (!gesture) return false;
    this.gesture = null;
    if (this.tool === "rectangle") this.mask.fill(corners(gesture.points[0], gesture.tail));
    if (this.tool === "lasso" && gesture.points.length > 2) this.mask.fill(gesture.points);
    const changed = this.mask.commit();
    this.changed();
    return changed;
  }

  cancel() {
    if (!this.gesture) return;
    this.gesture = null;
    this.mask.cancel();
    this.changed();
  }

  // The outline to show while a rectangle or a lasso is being drawn.
  get outline() {
    const { gesture } = this;
    if (!gesture || this.isStroke) return null;
    if (this.tool === "rectangle") return corners(gesture.points[0], gesture.tail);
    return [...gesture.points, gesture.tail];
  }
}

// A rectangle is whole pixels.
function corners(from, to) {
  const [left, right] = [from.x, to.x].map(Math.round);
  const [top, bottom] = [from.y, to.y].map(Math.round);
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}
