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
  box.addEventListener("input", function () {
    var wanted = box.value.toLowerCase();
    rows.forEach(function (row) { row.hidden = row.textContent.toLowerCase().indexOf(wanted) < 0; });
  });
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
addEventListener("beforeprint", function () {
  document.querySelectorAll("main details:not(.data):not(.all)").forEach(function (one) { one.open = true; });
});
