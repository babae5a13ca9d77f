// The form: when it may be sent, sending it once, and what is said afterwards.

const FINAL = new Set([403, 404, 410]); // the link opens nothing any more

export class Sending {
  constructor({ words, mask, seconds, said }) {
    Object.assign(this, { words, mask, said });
    for (const id of ["form", "prompt", "exact", "submit", "submit-text", "hint", "problem", "life"]) {
      this[id] = document.getElementById(id);
    }
    this.label = this["submit-text"].textContent;
    this.isBusy = this.isOver = this.isSent = false;
    this.endsAt = Date.now() + seconds * 1000;
    this.minutesShown = null;
    this.share = "";
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.prompt.addEventListener("input", () => this.look());
    this.prompt.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.mask.count && !this.isSent) event.preventDefault();
    });
    setInterval(() => this.tick(), 1000);
    this.tick();
  }

  get missing() {
    if (this.mask.count === 0) return "painter-hint-paint";
    if (this.mask.count === this.mask.bits.length) return "painter-hint-everything";
    return this.prompt.value.trim() ? null : "painter-hint-prompt";
  }

  // Look whether it may be sent; say what is missing, else how much is painted.
  look(share = this.share) {
    const { missing } = this;
    this.share = share;
    this.submit.disabled = this.isBusy || this.isOver || missing !== null;
    this.hint.textContent = missing ? this.words[missing] : share;
  }

  tick() {
    const minutes = Math.max(0, Math.ceil((this.endsAt - Date.now()) / 60000));
    if (minutes === this.minutesShown || this.isSent) return;
    this.minutesShown = minutes;
    this.life.textContent = this.words["painter-life"].replace("{minutes}", minutes);
    this.life.classList.toggle("soon", minutes <= 3);
    if (minutes === 3 || minutes === 1) this.said(this.life.textContent);
    if (minutes === 0 && !this.isBusy) this.over(this.words["painter-expired"]);
  }

  async submitted(event) {
    event.preventDefault();
    if (this.isBusy || this.isOver || this.missing) return;
    this.busy(true);
    try {
      const form = new FormData(this.form);
      form.set("mask", await this.mask.png(), "mask.png");
      const response = await fetch(this.form.action, {
        method: "POST",
        body: form,
        headers: { Accept: "application/json" },
      });
      const { sentence } = await response.json();
      if (response.ok) this.arrived(sentence);
      else if (FINAL.has(response.status)) this.over(sentence);
      else this.trouble(sentence);
    } catch {
      this.trouble(this.words["painter-offline"]); // no answer, or none of the bot's
    } finally {
      this.busy(false);
    }
  }

  busy(isBusy) {
    this.isBusy = isBusy;
    this.form.setAttribute("aria-busy", String(isBusy));
    this["submit-text"].textContent = isBusy ? this.words["painter-sending"] : this.label;
    if (isBusy) this.problem.hidden = true;
    this.look();
  }

  trouble(sentence) {
    this.problem.textContent = sentence;
    this.problem.hidden = false;
  }

  over(sentence) {
    this.isOver = true;
    this.trouble(sentence);
    this.look();
  }

  arrived(sentence) {
    this.isSent = true;
    document.getElementById("done-title").textContent = this.words["painter-done-title"];
    document.getElementById("done-sentence").textContent = sentence;
    document.title = this.words["painter-done-title"];
    document.getElementById("room").hidden = true;
    const done = document.getElementById("done");
    done.hidden = false;
    done.focus();
  }
}
