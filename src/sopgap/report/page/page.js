// Filter and sort the maps, open a linked row, open everything before printing.
// The report is whole without this script.
document.querySelectorAll("table[data-map]").forEach(function (map) {
  var rows = Array.prototype.slice.call(map.tBodies[0].rows);
  var tools = document.createElement("p"), label = document.createElement("label");
  var box = document.createElement("input");
  tools.className = "tools";
  label.append("Show rows that contain ", box);
  tools.append(label);
  map.parentNode.before(tools);
  box.type = "search";
  // Choices of a state, and of the column in which it must stand: made of what the map holds.
  var choose = function (text, options) {
    var label = document.createElement("label"), list = document.createElement("select");
    options.forEach(function (one) { list.add(new Option(one[0], one[1])); });
    label.append(" " + text + " ", list);
    tools.append(label);
    list.addEventListener("input", filter);
    return list;
  };
  var stateOf = function (cell) { return (/(?:^| )s-([a-z-]+)/.exec(cell.className) || ["", ""])[1]; };
  var filter = function () {
    var wanted = box.value.toLowerCase(), shown = 0;
    rows.forEach(function (row) {
      var cells = Array.prototype.slice.call(row.cells);
      if (place && place.value) { cells = [cells[+place.value]]; }
      var fits = !state || !state.value || cells.some(function (one) { return stateOf(one) === state.value; });
      row.hidden = !fits || row.textContent.toLowerCase().indexOf(wanted) < 0;
      shown += !row.hidden;
    });
    told.textContent = " " + shown + " of " + rows.length + " rows";
  };
  var states = {}, told = document.createElement("span"), state, place;
  rows.forEach(function (row) {
    Array.prototype.forEach.call(row.cells, function (cell) {
      var name = stateOf(cell);
      if (name) { states[name] = name.replace(/-/g, " "); }
    });
  });
  if (Object.keys(states).length > 1) {
    state = choose("with a cell that is", [["in any state", ""]].concat(Object.keys(states).sort().map(
      function (one) { return [states[one], one]; })));
    place = choose("at", [["any of them", ""]].concat(Array.prototype.slice.call(
      map.tHead.rows[0].cells, 1, -1).map(function (one, n) { return [one.textContent, n + 1]; })));
  }
  told.setAttribute("role", "status");
  tools.append(told);
  box.addEventListener("input", filter);
  [0, map.tHead.rows[0].cells.length - 1].forEach(function (column) {
    var head = map.tHead.rows[0].cells[column], button = document.createElement("button"), up = 1;
    button.textContent = head.textContent + " ↕";
    head.replaceChildren(button);
    button.addEventListener("click", function () {
      var key = function (row) { var t = row.cells[column].textContent; return t === "all" ? "1e9" : t; };
      rows.slice().sort(function (a, b) {
        return up * key(a).localeCompare(key(b), "en", { numeric: true });
      }).forEach(function (row) { map.tBodies[0].append(row); });
      head.setAttribute("aria-sort", up > 0 ? "ascending" : "descending");
      up = -up;
    });
  });
});
// One box over all gaps, duties and concerns. Words are matched from their beginning.
document.querySelectorAll("[data-everything]").forEach(function (part) {
  var plain = function (text) { return " " + text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " "); };
  var whole = part.querySelector("details"), label = document.createElement("label");
  var box = document.createElement("input"), told = document.createElement("p");
  var rows = Array.prototype.map.call(part.querySelectorAll("li"), function (row) {
    return { row: row, text: plain(row.textContent) };
  });
  var form = document.createElement("div");
  form.className = "tools";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Gaps, duties and concerns");
  box.type = "search";
  label.append("Words ", box);
  form.append(label);
  told.className = "base";
  told.setAttribute("role", "status");
  whole.before(form, told);
  box.addEventListener("input", function () {
    var wanted = plain(box.value).split(" ").filter(Boolean), n = 0;
    rows.forEach(function (one) {
      var fits = wanted.every(function (word) { return one.text.indexOf(" " + word) >= 0; });
      one.row.hidden = !fits;
      n += fits;
    });
    whole.open = wanted.length > 0;
    told.textContent = wanted.length ? n + " of " + rows.length + " fit." : "";
  });
});
// A link into a closed part opens it.
var lead = function () {
  var id = "";
  try { id = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
  var place = id && document.getElementById(id), closed = place && place.closest("details:not([open])");
  if (!closed) { return; }
  for (; closed; closed = place.closest("details:not([open])")) { closed.open = true; }
  place.scrollIntoView();
};
addEventListener("hashchange", lead);
lead();
addEventListener("beforeprint", function () {
  document.querySelectorAll("main details:not(.data):not(.all)").forEach(function (one) { one.open = true; });
});
