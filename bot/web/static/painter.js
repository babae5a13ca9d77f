// The painter page put together: the picture is fetched, then mask, view, tools and form are built.

import { Easel, TOOLS } from "./easel.js";
import { Keys } from "./keys.js";
import { Mask } from "./mask.js";
import { Pointers } from "./pointers.js";
import { Sending } from "./sending.js";
import { View } from "./view.js";

const MOST_SIDE = 2048; // pixels of the working size; the mask is sent in it
const ZOOM_STEP = 1.35;

const element = (id) => document.getElementById(id);
const room = element("room");
const words = JSON.parse(room.dataset.words);
const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

// Tell those who do not see the page; the same words once more are said once more.
function said(name, values = {}) {
  let text = words[name] ?? name;
  for (const [key, value] of Object.entries(values)) text = text.replace(`{${key}}`, value);
  element("live").textContent = element("live").textContent === text ? `${text}\u00a0` : text;
}

// Return the picture in its working size, on a canvas.
async function fetched(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const factor = Math.min(1, MOST_SIDE / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * factor));
  canvas.height = Math.max(1, Math.round(height * factor));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// The slider goes from 1 to 100; a brush from one pixel to half of the shorter side.
function sizes(picture) {
  const most = Math.max(2, Math.min(picture.width, picture.height) / 2);
  return {
    ofSlider: (value) => Math.max(1, Math.round(most ** (value / 100))),
    toSlider: (size) => Math.round((100 * Math.log(size)) / Math.log(most)),
    most: Math.round(most),
  };
}

function open(picture) {
  const canvas = element("canvas");
  const mask = new Mask(picture.width, picture.height);
  const view = new View(canvas);
  const sizing = sizes(picture);
  const size = Math.max(1, Math.round(Math.min(picture.width, picture.height) / 14));
  const easel = new Easel(mask, { size });
  const sending = new Sending({ words, mask, seconds: Number(room.dataset.seconds), said });

  const resize = (to) => {
    easel.size = Math.min(sizing.most, Math.max(1, to));
    element("size").value = sizing.toSlider(easel.size);
    element("size").setAttribute("aria-valuetext", `${easel.size} px`);
    said("painter-said-size", { size: easel.size });
    view.draw();
  };
  const choose = (tool) => {
    easel.choose(tool);
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
      if (button.dataset.tool === tool) said(button.getAttribute("aria-label"));
    }
    view.draw();
  };
  const share = () => {
    const isTiny = mask.share > 0 && mask.share < 0.01;
    const number = isTiny ? `< ${percent.format(0.01)}` : percent.format(mask.share);
    return words["painter-share"].replace("{share}", number);
  };
  const changed = () => {
    element("undo").disabled = mask.done.length === 0;
    element("redo").disabled = mask.undone.length === 0;
    element("clear").disabled = mask.count === 0;
    sending.look(share());
    view.draw();
  };
  const change = (name, act) => () => {
    easel.cancel();
    act();
    changed();
    said(`${words[name]} ${share()}`);
  };
  const step = (act, name, none) => () => {
    easel.cancel();
    const hasChanged = act();
    changed();
    said(hasChanged ? `${words[name]} ${share()}` : none);
  };
  const zoom = (act) => () => {
    act();
    said("painter-said-zoom", { zoom: percent.format(view.scale) });
  };
  const undo = step(() => mask.undo(), "painter-said-undone", "painter-said-first");
  const redo = step(() => mask.redo(), "painter-said-redone", "painter-said-last");
  const invert = change("painter-said-inverted", () => mask.invert());
  const clear = change("painter-said-cleared", () => mask.count && mask.clear());
  const zoomIn = zoom(() => view.zoom(ZOOM_STEP));
  const zoomOut = zoom(() => view.zoom(1 / ZOOM_STEP));
  const fit = zoom(() => view.fit());
  const giveUp = () => {
    if (!easel.gesture) return false;
    easel.cancel();
    said("painter-said-given-up");
    return true;
  };
  const byKey = {
    ...Object.fromEntries(TOOLS.map((tool) => [tool[0], () => choose(tool)])),
    ...{ i: invert, c: clear, 0: fit, "+": zoomIn, "=": zoomIn, "-": zoomOut },
    "[": () => resize(Math.min(easel.size - 1, Math.round(easel.size / 1.2))),
    "]": () => resize(Math.max(easel.size + 1, Math.round(easel.size * 1.2))),
  };

  const pointers = new Pointers({
    ...{ canvas, view, easel },
    moved: () => view.draw(),
    began: () => keys.hide(),
  });
  const keys = new Keys({
    ...{ canvas, view, easel, pointers, said },
    actions: { undo, redo, giveUp, byKey },
  });
  let before = 0;
  easel.changed = () => {
    changed();
    if (mask.count !== before && !easel.gesture) said(share());
    before = mask.count;
  };
  view.changed = () => (element("zoom").textContent = percent.format(view.scale));
  view.paint = (context) => guides(context, { view, easel, pointers, keys });

  for (const button of document.querySelectorAll("[data-tool]")) {
    button.addEventListener("click", () => choose(button.dataset.tool));
  }
  // After a click by pointer the keys go on where the painting is.
  document.querySelector(".dock").addEventListener("click", (event) => {
    const isByPointer = event.detail > 0;
    if (isByPointer && event.target.closest("button")) canvas.focus({ preventScroll: true });
  });
  const clicks = { undo, redo, invert, clear, fit, "zoom-in": zoomIn, "zoom-out": zoomOut };
  for (const [id, act] of Object.entries(clicks)) element(id).addEventListener("click", act);
  element("size").addEventListener("input", (event) => resize(sizing.ofSlider(event.target.value)));

  element("size").value = sizing.toSlider(size);
  element("size").setAttribute("aria-valuetext", `${size} px`);
  view.show(picture, mask);
  changed();
}

// What is drawn over the picture: a shape on its way, the brush under the pointer, the crosshair.
function guides(context, { view, easel, pointers, keys }) {
  const outline = easel.outline?.map((point) => view.toStage(point));
  if (outline) {
    traced(context, [6, 5], () => {
      for (const point of outline) context.lineTo(point.x, point.y);
      context.closePath();
    });
  }
  const ring = (at) => {
    const radius = Math.max(1.5, (easel.size / 2) * view.scale);
    traced(context, [], () => context.arc(at.x, at.y, radius, 0, 2 * Math.PI));
  };
  if (pointers.hover && easel.isStroke && pointers.mode !== "pan") ring(pointers.hover);
  if (!keys.crosshair) return;
  const at = view.toStage(keys.crosshair);
  if (easel.isStroke) ring(at);
  traced(context, [], () => {
    for (const [x, y] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      context.moveTo(at.x + 4 * x, at.y + 4 * y);
      context.lineTo(at.x + 18 * x, at.y + 18 * y);
    }
  });
}

// A light line within a dark one is seen on everything.
function traced(context, dashes, path) {
  for (const [width, colour] of [[3.5, "rgb(20 18 20 / 75%)"], [1.5, "#fff6ea"]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.setLineDash(dashes);
    context.beginPath();
    path();
    context.stroke();
  }
  context.setLineDash([]);
}

try {
  open(await fetched(room.dataset.picture));
  room.classList.add("ready");
  element("loading").hidden = true;
} catch (error) {
  element("loading-text").textContent = words["painter-picture-trouble"];
  element("loading").classList.add("failed");
  element("loading").setAttribute("role", "alert");
  if (!(error instanceof DOMException)) throw error;
}
