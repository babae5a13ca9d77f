// The mask: which pixels of the picture are to be drawn anew, with undo and redo.
//
// A gesture paints onto a canvas; when it ends, the canvas is read, made hard-edged and compared with
// what was there. Each change is kept as the bits that it flipped: one patch serves undo and redo.

const COLOUR = [0xe4, 0x4a, 0x36]; // the safelight, a little brighter: it is shown half transparent
const MOST_STEPS = 200;
const MOST_BYTES = 48 * 1024 * 1024;

export class Mask {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.canvas = document.createElement("canvas");
    this.canvas.width = width;
    this.canvas.height = height;
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    this.context.lineCap = this.context.lineJoin = "round";
    this.context.fillStyle = this.context.strokeStyle = `rgb(${COLOUR.join(" ")})`;
    this.bits = new Uint8Array(width * height);
    this.count = 0;
    this.done = [];
    this.undone = [];
    this.dirty = null;
    this.version = 0; // of what the canvas shows
  }

  get share() {
    return this.count / this.bits.length;
  }

  begin(erases) {
    this.cancel();
    this.context.globalCompositeOperation = erases ? "destination-out" : "source-over";
  }

  line(from, to, size) {
    this.touch([from, to], size / 2 + 2);
    this.context.lineWidth = size;
    this.context.beginPath();
    this.context.moveTo(from.x, from.y);
    this.context.lineTo(to.x, to.y);
    this.context.stroke();
  }

  dab(at, size) {
    this.touch([at], size / 2 + 2);
    this.context.beginPath();
    this.context.arc(at.x, at.y, size / 2, 0, 2 * Math.PI);
    this.context.fill();
  }

  fill(points) {
    this.touch(points, 2);
    this.context.beginPath();
    for (const point of points) this.context.lineTo(point.x, point.y);
    this.context.closePath();
    this.context.fill();
  }

  touch(points, margin) {
    this.version += 1;
    const xs = points.map((point) => point.x);
    const ys = points.map((point) => point.y);
    const was = this.dirty ?? { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    this.dirty = {
      left: Math.min(was.left, ...xs.map((x) => x - margin)),
      top: Math.min(was.top, ...ys.map((y) => y - margin)),
      right: Math.max(was.right, ...xs.map((x) => x + margin)),
      bottom: Math.max(was.bottom, ...ys.map((y) => y + margin)),
    };
  }

  // What the gesture has touched, in whole pixels within the picture; null where that is nothing.
  takeDirty() {
    const dirty = this.dirty;
    this.dirty = null;
    if (!dirty) return null;
    const x = Math.max(0, Math.floor(dirty.left));
    const y = Math.max(0, Math.floor(dirty.top));
    const width = Math.min(this.width, Math.ceil(dirty.right)) - x;
    const height = Math.min(this.height, Math.ceil(dirty.bottom)) - y;
    return width > 0 && height > 0 ? { x, y, width, height } : null;
  }

  // Give the gesture up: show what was there before it.
  cancel() {
    const area = this.takeDirty();
    if (area) this.show(area);
  }

  // Keep what the gesture has painted; tell whether anything has changed.
  commit() {
    const area = this.takeDirty();
    if (!area) return false;
    const { data } = this.context.getImageData(area.x, area.y, area.width, area.height);
    const flips = new Uint8Array(Math.ceil((area.width * area.height) / 8));
    let changed = false;
    for (let row = 0, index = 0; row < area.height; row += 1) {
      let at = (area.y + row) * this.width + area.x;
      for (let column = 0; column < area.width; column += 1, index += 1, at += 1) {
        if (data[index * 4 + 3] >> 7 !== this.bits[at]) {
          flips[index >> 3] |= 1 << (index & 7);
          changed = true;
        }
      }
    }
    if (changed) this.change({ ...area, flips });
    else this.show(area);
    return changed;
  }

  invert() {
    this.change({ x: 0, y: 0, width: this.width, height: this.height, flips: null });
  }

  clear() {
    const flips = new Uint8Array(Math.ceil(this.bits.length / 8));
    for (let at = 0; at < this.bits.length; at += 1) flips[at >> 3] |= this.bits[at] << (at & 7);
    this.change({ x: 0, y: 0, width: this.width, height: this.height, flips });
  }

  undo() {
    return this.step(this.done, this.undone);
  }

  redo() {
    return this.step(this.undone, this.done);
  }

  step(from, to) {
    this.cancel();
    const patch = from.pop();
    if (!patch) return false;
    this.flip(patch);
    to.push(patch);
    return true;
  }

  change(patch) {
    this.cancel();
    this.flip(patch);
    this.done.push(patch);
    this.undone = [];
    let bytes = 0;
    const keeps = (each) => (bytes += each.flips?.length ?? 0) <= MOST_BYTES;
    const newestFirst = this.done.slice(-MOST_STEPS).reverse();
    const tooOld = newestFirst.findIndex((each) => !keeps(each));
    this.done = (tooOld < 1 ? newestFirst : newestFirst.slice(0, tooOld)).reverse();
  }

  flip(patch) {
    for (let row = 0, index = 0; row < patch.height; row += 1) {
      let at = (patch.y + row) * this.width + patch.x;
      for (let column = 0; column < patch.width; column += 1, index += 1, at += 1) {
        const flips = patch.flips === null ? 1 : (patch.flips[index >> 3] >> (index & 7)) & 1;
        if (flips) {
          this.bits[at] ^= 1;
          this.count += this.bits[at] ? 1 : -1;
        }
      }
    }
    this.show(patch);
  }

  show({ x, y, width, height }) {
    this.version += 1;
    this.context.putImageData(this.image({ x, y, width, height }, [...COLOUR, 255], [0, 0, 0, 0]), x, y);
  }

  image({ x, y, width, height }, on, off) {
    const image = new ImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    const [painted, plain] = [on, off].map((colour) => new Uint32Array(Uint8Array.from(colour).buffer)[0]);
    for (let row = 0, index = 0; row < height; row += 1) {
      let at = (y + row) * this.width + x;
      for (let column = 0; column < width; column += 1, index += 1, at += 1) {
        pixels[index] = this.bits[at] ? painted : plain;
      }
    }
    return image;
  }

  // The mask as it is sent: a PNG, white where the picture is to be drawn anew, else black.
  png() {
    const canvas = document.createElement("canvas");
    canvas.width = this.width;
    canvas.height = this.height;
    const whole = { x: 0, y: 0, width: this.width, height: this.height };
    const image = this.image(whole, [255, 255, 255, 255], [0, 0, 0, 255]);
    canvas.getContext("2d").putImageData(image, 0, 0);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }
}
