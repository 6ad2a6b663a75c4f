// Search the duties of the page, and open the one that a link leads to.
document.querySelectorAll("[data-duties]").forEach(function (list) {
  // Words are matched from their beginning: "port" finds "ports", and not "report".
  function plain(text) {
    return " " + text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
  }
  var groups = Array.prototype.slice.call(list.querySelectorAll(".group"));
  var hits = [], timer = 0;
  groups.forEach(function (group) {
    var title = group.querySelector("summary b").textContent;
    group.querySelectorAll(".hits > li").forEach(function (row) {
      // Neither what stands around the sentence nor our words on how it was found.
      var sentence = row.querySelector("mark") || row.querySelector("blockquote");
      var text = [row.id, title, sentence.textContent];
      row.querySelectorAll("p").forEach(function (one) {
        text.push(one.textContent.split(". Found by ")[0]);
      });
      hits.push({ row: row, group: group, text: plain(text.join(" ")) });
    });
  });
  var form = document.createElement("div"), said = document.createElement("p");
  form.className = "tools finder";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Duties");
  said.className = "base found";
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  function add(name, control) {
    var label = document.createElement("label");
    label.append(name, control);
    form.append(label);
    control.addEventListener(control.tagName === "INPUT" ? "input" : "change", function () {
      clearTimeout(timer);
      timer = setTimeout(show, 120);
    });
    return control;
  }
  function choice(name, pairs) {
    var control = document.createElement("select");
    [["", "all"]].concat(pairs).forEach(function (pair) {
      control.append(new Option(pair[1], pair[0]));
    });
    return add(name, control);
  }
  function told(key) {
    return list.getAttribute("data-" + key).split(";").map(function (pair) {
      return [pair.split("=")[0], pair.slice(pair.indexOf("=") + 1)];
    });
  }
  var words = document.createElement("input");
  words.type = "search";
  add("Words ", words);
  var unit = choice("Who ", told("u")), kind = choice("Kind ", told("m"));
  var time = choice("Time ", told("t"));
  var place = choice("Document ", groups.map(function (group, i) {
    return [String(i), group.querySelector("summary b").textContent];
  }));
  var clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "Clear";
  clear.addEventListener("click", function () {
    words.value = unit.value = kind.value = time.value = place.value = "";
    show();
    words.focus();
  });
  form.append(clear);
  list.before(form, said);
  function show() {
    var wanted = plain(words.value).split(" ").filter(Boolean), n = 0, open = 0;
    var any = wanted.length || unit.value || kind.value || time.value || place.value;
    var of = new Map();
    hits.forEach(function (hit) {
      var data = hit.row.dataset;
      var fits = (!unit.value || data.u === unit.value) && (!kind.value || data.m === kind.value) &&
        (!time.value || data.t === time.value) &&
        (!place.value || hit.group === groups[Number(place.value)]) &&
        wanted.every(function (one) { return hit.text.indexOf(" " + one) >= 0; });
      hit.row.hidden = !fits;
      n += fits;
      of.set(hit.group, (of.get(hit.group) || 0) + fits);
    });
    groups.forEach(function (group) {
      var here = of.get(group) || 0;
      group.hidden = !here;
      group.querySelector(".howmany").textContent = here + (here === 1 ? " duty" : " duties");
      group.open = Boolean(any) && here > 0 && open < 200;
      open += group.open ? here : 0;
    });
    said.textContent = n + " of " + hits.length + (n === 1 ? " duty fits." : " duties fit.");
  }
  function lead() {
    var id = "";
    try { id = decodeURIComponent(location.hash.slice(1)); } catch (error) { return; }
    var row = id && document.getElementById(id);
    if (!row || !list.contains(row)) { return; }
    if (row.hidden) { clear.click(); }
    row.closest(".group").open = true;
    row.tabIndex = -1;
    row.scrollIntoView();
    row.focus({ preventScroll: true });
  }
  addEventListener("hashchange", lead);
  said.textContent = hits.length + " duties. Nothing is chosen.";
  lead();
});
