// How the picture lies on the stage (scale and offset, in CSS pixels), and how it is drawn there.

const MOST_SCALE = 24; // CSS pixels for one of the picture's
const MARGIN = 26;
const MOST_DENSITY = 2; // a phone's third device pixel costs more than it shows

export class View {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    // Both layers are drawn anew only where they have changed: a stroke changes but the upper one.
    this.sheet = document.createElement("canvas");
    this.overlay = document.createElement("canvas");
    this.shown = null;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.fits = true;
    this.asked = false;
    this.paint = () => {};
    this.changed = () => {};
    new ResizeObserver(() => this.resize()).observe(canvas);
  }

  show(picture, mask) {
    this.picture = picture;
    this.mask = mask;
    this.resize();
    this.fit();
  }

  resize() {
    const { width, height } = this.canvas.getBoundingClientRect();
    this.density = Math.min(MOST_DENSITY, window.devicePixelRatio || 1);
    const before = { width: this.width ?? width, height: this.height ?? height };
    this.width = width;
    this.height = height;
    for (const canvas of [this.canvas, this.sheet, this.overlay]) {
      canvas.width = Math.max(1, Math.round(width * this.density));
      canvas.height = Math.max(1, Math.round(height * this.density));
    }
    this.hatch = this.context.createPattern(hatch(this.density), "repeat");
    this.shown = null;
    if (!this.picture) return;
    if (this.fits) return this.fit();
    this.pan((width - before.width) / 2, (height - before.height) / 2);
  }

  get fittingScale() {
    const margin = Math.min(MARGIN, this.width / 16, this.height / 16);
    return Math.min(
      (this.width - 2 * margin) / this.picture.width,
      (this.height - 2 * margin) / this.picture.height,
      MOST_SCALE,
    );
  }

  fit() {
    this.scale = this.fittingScale;
    this.x = (this.width - this.picture.width * this.scale) / 2;
    this.y = (this.height - this.picture.height * this.scale) / 2;
    this.fits = true;
    this.moved();
  }

  // Zoom by a factor around a place on the stage (its middle, where none is given).
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const least = Math.min(this.fittingScale / 2, 1);
    const scale = Math.min(MOST_SCALE, Math.max(least, this.scale * factor));
    this.x = at.x - ((at.x - this.x) * scale) / this.scale;
    this.y = at.y - ((at.y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.fits = false;
    this.pan(0, 0);
  }

  // Move the picture; a part of it always stays on the stage.
  pan(x, y) {
    const [width, height] = [this.picture.width * this.scale, this.picture.height * this.scale];
    const kept = 48;
    this.x = Math.min(this.width - kept, Math.max(kept - width, this.x + x));
    this.y = Math.min(this.height - kept, Math.max(kept - height, this.y + y));
    if (x || y) this.fits = false;
    this.moved();
  }

  // Bring a place of the picture onto the stage.
  reveal(point) {
    const at = this.toStage(point);
    const edge = Math.min(40, this.width / 4, this.height / 4);
    const x = Math.max(0, edge - at.x) + Math.min(0, this.width - edge - at.x);
    const y = Math.max(0, edge - at.y) + Math.min(0, this.height - edge - at.y);
    if (!this.fits && (x || y)) this.pan(x, y);
  }

  moved() {
    this.shown = null;
    this.changed();
    this.draw();
  }

  toStage({ x, y }) {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }

  toPicture({ x, y }) {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  draw() {
    if (this.asked || !this.picture) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.drawNow();
    });
  }

  place(context) {
    const density = this.density;
    context.setTransform(
      this.scale * density, 0, 0, this.scale * density, this.x * density, this.y * density,
    );
    context.imageSmoothingEnabled = this.scale * density < 4;
    context.imageSmoothingQuality = "high";
  }

  drawNow() {
    const { context, mask } = this;
    if (this.shown === null) this.drawSheet();
    if (this.shown !== mask.version) this.drawOverlay();
    this.shown = mask.version;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.sheet, 0, 0);
    context.globalAlpha = 0.64;
    context.drawImage(this.overlay, 0, 0);
    context.globalAlpha = 1;
    context.setTransform(this.density, 0, 0, this.density, 0, 0);
    this.paint(context);
  }

  drawSheet() {
    const context = this.sheet.getContext("2d");
    context.setTransform(this.density, 0, 0, this.density, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    this.drawPaper(context);
    this.place(context);
    context.drawImage(this.picture, 0, 0);
  }

  drawOverlay() {
    const context = this.overlay.getContext("2d");
    const { width, height } = this.overlay;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    this.place(context);
    context.drawImage(this.mask.canvas, 0, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalCompositeOperation = "source-atop";
    context.fillStyle = this.hatch;
    context.fillRect(0, 0, width, height);
    context.globalCompositeOperation = "source-over";
  }

  // The sheet that the picture is printed on: its white border, and a chequer under what is clear.
  drawPaper(context) {
    const { width, height } = this.picture;
    const from = { x: Math.round(this.x), y: Math.round(this.y) };
    const size = { width: Math.round(width * this.scale), height: Math.round(height * this.scale) };
    const border = Math.max(3, Math.min(9, Math.round(Math.min(this.width, this.height) / 60)));
    context.save();
    context.shadowColor = "rgb(0 0 0 / 60%)";
    context.shadowBlur = 26 * this.density;
    context.shadowOffsetY = 8 * this.density;
    context.fillStyle = "#f6ede1";
    context.fillRect(
      from.x - border, from.y - border, size.width + 2 * border, size.height + 2 * border,
    );
    context.restore();
    for (const style of ["#dcd6cc", context.createPattern(chequer(), "repeat")]) {
      context.fillStyle = style;
      context.fillRect(from.x + 1, from.y + 1, size.width - 2, size.height - 2);
    }
  }
}

// Fine diagonal lines over what is painted: it is told apart from a red picture, too.
function hatch(density) {
  const side = Math.round(9 * density);
  const { canvas, context } = tile(side);
  context.strokeStyle = "rgb(255 236 214 / 70%)";
  context.lineWidth = 1.1 * density;
  context.beginPath();
  for (const shift of [-side, 0, side]) {
    context.moveTo(shift - 2, side + 2);
    context.lineTo(shift + side + 2, -2);
  }
  context.stroke();
  return canvas;
}

let chequers;

function chequer() {
  if (!chequers) {
    const { canvas, context } = tile(20);
    context.fillStyle = "#c4bdb2";
    context.fillRect(0, 0, 10, 10);
    context.fillRect(10, 10, 10, 10);
    chequers = canvas;
  }
  return chequers;
}

function tile(side) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  return { canvas, context: canvas.getContext("2d") };
}
