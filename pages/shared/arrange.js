
// Putting rows in order (appended to reader_list.js): drag by the handle, the buttons, or
// Shift+J / Shift+K; x leaves a row out of the issue or takes it back.

function arrange(list, item, row) {
  const grip = make("span", "grip", "⠿");
  grip.title = "ドラッグで並べ替え";
  grip.onpointerdown = () => (item.draggable = true);
  grip.onpointerup = () => (item.draggable = false);
  const tools = make("span", "tools");
  if (!row.dim) {
    tools.append(tool("↑", "上へ", () => move(list, row.id, -1)));
    tools.append(tool("↓", "下へ", () => move(list, row.id, 1)));
  }
  const word = row.dim ? "戻す" : "外す";
  tools.append(tool(word, row.dim ? "この号に戻す" : "この号から外す", () => drop(list, row)));
  item.append(tools);
  if (row.dim) return;
  item.prepend(grip);
  item.classList.add("movable");
  item.ondragstart = (event) => {
    list.dragged = row.id;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.title);
  };
  item.ondragend = () => {
    item.draggable = false;
    list.dragged = null;
    over(list, null);
  };
  item.ondragover = (event) => {
    if (!list.dragged) return;
    event.preventDefault();
    over(list, item, after(event, item));
  };
  item.ondrop = (event) => {
    event.preventDefault();
    if (!list.dragged) return;
    const kept = list.rows.filter((one) => !one.dim && one.id !== list.dragged);
    const at = kept.findIndex((one) => one.id === row.id);
    if (at >= 0) place(list, list.dragged, at + (after(event, item) ? 1 : 0));
    over(list, null);
  };
}

function arrangeKey(list, event, row) {
  if (!row) return false;
  if (event.key === "J") move(list, row.id, 1);
  else if (event.key === "K") move(list, row.id, -1);
  else if (event.key === "x") drop(list, row);
  else return false;
  return true;
}

function move(list, id, by) {
  const kept = list.rows.filter((one) => !one.dim);
  const at = kept.findIndex((one) => one.id === id);
  if (at >= 0 && at + by >= 0 && at + by < kept.length) place(list, id, at + by);
}

function place(list, id, target) {
  const moved = list.rows.find((one) => one.id === id);
  if (!moved || moved.dim) return;
  const kept = list.rows.filter((one) => !one.dim && one.id !== id);
  kept.splice(target, 0, moved);
  list.rows = [...kept, ...list.rows.filter((one) => one.dim)];
  settled(list, "move", id, target);
}

function drop(list, row) {
  row.dim = !row.dim;
  const kept = list.rows.filter((one) => !one.dim);
  list.rows = [...kept, ...list.rows.filter((one) => one.dim)];
  settled(list, "drop", row.id, row.dim);
}

function settled(list, verb, id, value) {
  list.touched = list.chosen = Date.now();
  list.draw();
  list.reveal();
  list.act(verb, id, value);
}

function tool(label, title, press) {
  const button = make("button", "tool", label);
  button.type = "button";
  button.title = title;
  button.setAttribute("aria-label", title);
  button.onclick = (event) => {
    event.stopPropagation();
    press();
  };
  return button;
}

function after(event, item) {
  const box = item.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

function over(list, item, below) {
  for (const one of list.box.children) {
    one.classList.toggle("drop-above", one === item && !below);
    one.classList.toggle("drop-below", one === item && below);
  }
}
