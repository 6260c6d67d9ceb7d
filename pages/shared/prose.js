// A box for a person's words that is saved while they write: after a pause, when it loses the
// focus, when the tab goes. What is typed is never replaced by what the server says.

const PAUSE_MS = 600;
const boxes = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let box = boxes.get(parentElement);
  if (!box) {
    box = new Box(parentElement);
    boxes.set(parentElement, box);
  }
  box.update(data, setStateValue);
  return () => {
    box.leave();
    boxes.delete(parentElement);
  };
}

class Box {
  constructor(parent) {
    this.label = parent.querySelector("label span");
    this.state = parent.querySelector("label small");
    this.area = parent.querySelector("textarea");
    this.sent = null;
    this.dirty = false;
    this.area.oninput = () => this.typed();
    this.area.onpointerdown = () => (this.pointed = true);
    this.area.onfocus = () => this.fill();
    this.area.onblur = () => this.left();
    this.area.onkeydown = (event) => this.key(event);
    this.onHide = () => this.save();
    document.addEventListener("visibilitychange", this.onHide);
    window.addEventListener("pagehide", this.onHide);
  }

  leave() {
    this.save();
    document.removeEventListener("visibilitychange", this.onHide);
    window.removeEventListener("pagehide", this.onHide);
  }

  update(data, send) {
    this.send = send;
    this.single = data.rows === 1;
    this.label.textContent = data.label;
    this.area.placeholder = data.placeholder;
    this.usual = data.fill ? data.placeholder : "";
    this.area.rows = data.rows;
    if (this.sent !== null && data.text === this.sent) this.tell("保存しました");
    const writing = this.area.getRootNode().activeElement === this.area;
    const kept = writing && (this.sent !== null || this.filled);
    if (!this.dirty && !kept) this.area.value = data.text;
    this.grow();
  }

  // What stands there unless a person says otherwise can be changed, not only replaced.
  fill() {
    if (!this.usual || this.dirty || this.area.value) return;
    this.filled = true;
    this.area.value = this.usual;
    if (!this.pointed) this.area.select(); // as Tab does; a click puts the caret where it is
    this.grow();
  }

  left() {
    this.save();
    if (this.filled && this.area.value === this.usual) this.area.value = "";
    this.filled = false;
    this.pointed = false;
  }

  typed() {
    this.dirty = true;
    this.tell("…");
    this.grow();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE_MS);
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    const done = event.key === "Enter" && (this.single || event.ctrlKey || event.metaKey);
    if (!done) return;
    event.preventDefault();
    this.save();
    if (this.single) this.area.blur();
  }

  save() {
    clearTimeout(this.timer);
    if (!this.dirty) return;
    this.dirty = false;
    this.sent = this.usual && this.area.value === this.usual ? "" : this.area.value;
    this.tell("保存中");
    this.send("text", [Date.now(), this.sent]);
  }

  tell(words) {
    this.state.textContent = words;
  }

  grow() {
    if (this.single) return;
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight + 2, 480)}px`;
  }
}
