// The list of a reader: rows of equal height, chosen by click or keyboard.
// Rows are text from outside: they reach the page through textContent only.

const SETTLE_MS = 60; // fast j j j opens only where it stops
const OWN_MS = 1500; // how long marks set here win over what the server says
const CHOSEN_MS = 400; // the same for the chosen row; then the address decides (back, forward)

const lists = new WeakMap();

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  let list = lists.get(parentElement);
  if (!list) {
    list = new List(parentElement);
    lists.set(parentElement, list);
  }
  list.update(JSON.parse(new TextDecoder().decode(data)), setStateValue);
  return () => {
    list.leave();
    lists.delete(parentElement);
  };
}

class List {
  constructor(parent) {
    this.box = parent.querySelector(".list");
    this.help = parent.querySelector("dialog");
    this.rows = [];
    this.acts = [];
    this.number = Date.now() * 1000; // grows over remounts, so that no act is taken twice
    this.own = new Map(); // id -> marks set here and not yet seen from the server
    this.timer = 0;
    this.touched = 0;
    this.chosen = 0;
    this.onKey = (event) => this.key(event);
    this.onSize = () => this.fit();
    document.addEventListener("keydown", this.onKey);
    window.addEventListener("resize", this.onSize);
    this.box.onclick = (event) => this.click(event);
    this.help.onclick = () => this.help.close();
  }

  leave() {
    clearTimeout(this.timer);
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("resize", this.onSize);
  }

  update(data, send) {
    this.send = send;
    this.data = data;
    const recent = Date.now() - this.touched < OWN_MS;
    if (!recent) this.own.clear();
    this.rows = data.rows.map((row) => ({ ...row, ...this.own.get(row.id) }));
    const chosen = this.timer || Date.now() - this.chosen < CHOSEN_MS;
    const kept = chosen && this.rows.some((row) => row.id === this.selected);
    if (!kept) this.selected = data.selected;
    this.draw();
    this.fit();
    this.reveal("nearest");
  }

  // --- drawing -------------------------------------------------------------

  draw() {
    const top = this.box.scrollTop;
    const rows = this.rows.map((row) => this.element(row));
    const none = this.data.empty && rows.length <= this.data.fixed;
    this.box.replaceChildren(...rows, ...(none ? [make("p", "empty", this.data.empty)] : []));
    this.box.scrollTop = top;
    this.box.setAttribute("aria-label", this.data.label);
    this.box.classList.toggle("compact", this.data.compact);
    this.help.classList.toggle("arranges", this.data.arrange);
  }

  element(row) {
    const item = make("div", "row");
    item.dataset.id = row.id;
    item.id = `row-${row.id}`;
    item.setAttribute("role", "option");
    const title = marked(make("div", "title"), row.title, row.title_marks);
    if (row.lang) title.lang = row.lang;
    const sub = make("div", "sub");
    sub.append(marked(make("span", "where"), row.sub, row.sub_marks));
    for (const [label, tone] of row.tags ?? []) sub.append(make("span", `badge ${tone}`, label));
    item.append(title, sub);
    if (this.data.arrange) arrange(this, item, row);
    this.paint(item, row);
    return item;
  }

  paint(item, row) {
    const here = row.id === this.selected;
    item.classList.toggle("here", here);
    item.classList.toggle("read", row.read === true);
    item.classList.toggle("plain", row.read === undefined);
    item.classList.toggle("starred", row.star === true);
    item.classList.toggle("dim", row.dim === true);
    item.setAttribute("aria-selected", String(here));
    if (here) this.box.setAttribute("aria-activedescendant", item.id);
  }

  repaint(...ids) {
    for (const item of this.box.children) {
      if (!ids.includes(item.dataset.id)) continue;
      this.paint(item, this.rows.find((row) => row.id === item.dataset.id));
    }
  }

  fit() {
    // The list and the pane beside it fill the window below where they begin.
    const top = Math.max(0, this.box.getBoundingClientRect().top + document.documentElement.scrollTop);
    if (top > 0) document.documentElement.style.setProperty("--reader-top", `${Math.ceil(top)}px`);
  }

  reveal(block) {
    const item = this.box.querySelector(".here");
    if (!item) return;
    const above = item.offsetTop - this.box.scrollTop;
    const below = above + item.offsetHeight - this.box.clientHeight;
    if (above < 0) this.box.scrollTop += above;
    else if (below > 0) this.box.scrollTop += below;
  }

  // --- acting --------------------------------------------------------------

  click(event) {
    const item = event.target.closest(".row");
    if (!item) return;
    this.choose(item.dataset.id, 0);
    this.show(this.pane());
  }

  choose(id, wait) {
    const before = this.selected;
    this.selected = id;
    this.chosen = Date.now();
    this.repaint(before, id);
    this.reveal("nearest");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(id), wait);
  }

  open(id) {
    this.timer = 0;
    this.chosen = Date.now();
    const row = this.rows.find((one) => one.id === id);
    if (!row) return;
    if (this.data.marks && row.read !== undefined) this.set(row, { read: true });
    this.turn(this.pane(), id);
    this.act("open", id, true);
  }

  turn(pane, id) {
    // To the row's own part where the pane shows the whole issue, else to its beginning.
    const part = pane?.querySelector(`[data-story="${CSS.escape(id)}"]`);
    const inside = pane && pane.scrollHeight > pane.clientHeight; // else the window scrolls
    const top = (element) => element.getBoundingClientRect().top;
    if (part && !inside) part.scrollIntoView();
    else if (pane) pane.scrollTop = part ? pane.scrollTop + top(part) - top(pane) : 0;
  }

  set(row, marks) {
    Object.assign(row, marks);
    this.own.set(row.id, { ...this.own.get(row.id), ...marks });
    this.touched = Date.now();
    this.repaint(row.id);
  }

  act(verb, id, value) {
    // A queue with numbers: the server merges quick messages, and none may be lost.
    this.number = Math.max(this.number + 1, Date.now() * 1000);
    this.acts = [...this.acts, [this.number, verb, id, value]].slice(-40);
    this.send("acts", this.acts);
  }

  step(by) {
    const at = this.rows.findIndex((row) => row.id === this.selected);
    const next = at < 0 ? (by > 0 ? 0 : this.rows.length - 1) : at + by;
    if (next >= 0 && next < this.rows.length) this.choose(this.rows[next].id, SETTLE_MS);
    else if (this.data.pages) this.act("page", "", by);
  }

  // --- keyboard ------------------------------------------------------------

  key(event) {
    if (this.help.open) {
      if (event.key === "?" || event.key === "Enter") this.help.close();
      return;
    }
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (writing(event) || document.querySelector('[role="dialog"],dialog[open]')) return;
    const press = ["Enter", " "].includes(event.key);
    if (press && pressable(event)) return;
    const inside = event.composedPath().includes(this.box);
    const arrow = inside && { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (arrow) this.step(arrow);
    if (arrow || this.press(event)) event.preventDefault();
  }

  press(event) {
    const row = this.rows.find((one) => one.id === this.selected);
    switch (event.key) {
      case "j":
        this.step(1);
        return true;
      case "k":
        this.step(-1);
        return true;
      case "Enter":
        return this.enter(row);
      case " ":
        return this.space(event.shiftKey);
      case "v":
        if (row?.url) window.open(row.url, "_blank", "noopener,noreferrer");
        return Boolean(row?.url);
      case "s":
        return this.mark(row, "star");
      case "m":
        return this.mark(row, "read");
      case "?":
        this.help.showModal();
        return true;
      default:
        return this.data.arrange ? arrangeKey(this, event, row) : false;
    }
  }

  mark(row, name) {
    if (!row || !this.data.marks || row[name] === undefined) return false;
    this.flush();
    this.set(row, { [name]: !row[name] });
    this.act(name, row.id, row[name]);
    return true;
  }

  flush() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.open(this.selected);
  }

  enter(row) {
    if (!row) return false;
    clearTimeout(this.timer);
    this.open(row.id);
    const pane = this.pane();
    if (pane) {
      pane.tabIndex = -1;
      pane.focus({ preventScroll: true });
      this.show(pane);
    }
    return true;
  }

  show(pane) {
    // In a narrow window the pane stands below the list.
    if (pane && pane.getBoundingClientRect().top > window.innerHeight * 0.6) pane.scrollIntoView();
  }

  space(back) {
    const pane = this.pane();
    const page = pane ? pane.clientHeight * 0.85 : 0;
    const left = pane ? pane.scrollHeight - pane.clientHeight - pane.scrollTop : 0;
    if (pane && (back ? pane.scrollTop > 0 : left > 4)) pane.scrollBy({ top: back ? -page : page });
    else if (!back) this.nextUnread();
    return true;
  }

  nextUnread() {
    const at = this.rows.findIndex((row) => row.id === this.selected);
    const next = this.rows.slice(at + 1).find((row) => row.read === false);
    if (next) this.choose(next.id, 0);
  }

  pane() {
    return document.querySelector(`.st-key-${this.data.pane}`);
  }
}

function make(name, cls, text) {
  const element = document.createElement(name);
  element.className = cls;
  if (text !== undefined) element.textContent = text;
  return element;
}

function marked(element, text, spans) {
  const letters = [...text]; // the server counts code points
  let at = 0;
  for (const [start, end] of spans ?? []) {
    element.append(letters.slice(at, start).join(""), make("mark", "", letters.slice(start, end).join("")));
    at = end;
  }
  element.append(letters.slice(at).join(""));
  return element;
}

function writing(event) {
  return event.composedPath().some(
    (node) =>
      node instanceof HTMLElement &&
      (node.isContentEditable ||
        ["TEXTAREA", "SELECT"].includes(node.tagName) ||
        (node.tagName === "INPUT" && !["checkbox", "radio", "button"].includes(node.type)))
  );
}

function pressable(event) {
  return event.composedPath().some(
    (node) =>
      node instanceof HTMLElement &&
      (["BUTTON", "A", "SUMMARY", "INPUT"].includes(node.tagName) ||
        ["button", "tab", "switch", "checkbox", "menuitem"].includes(node.getAttribute("role")))
  );
}
