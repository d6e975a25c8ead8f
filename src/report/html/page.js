// Draws the report. Everything that a post or a rule says reaches the page as
// text, through `el`, and never as markup.

const $ = (id) => document.getElementById(id);

// An element with text and elements in it.
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

// ---- data: rows are arrays, as `data.rs` writes them

const report = JSON.parse($("report").textContent);
const { strings, findings } = report;
const posts = report.posts.map(([path, title, author, section, day]) => ({
  path, title: title || path.split("/").pop(), author, section, day,
}));
const rules = report.rules.map(([id, message, why, url]) => ({ id, message, why, url }));
const SEVERITIES = ["error", "warning", "suggestion"];
const SAFETY = ["safe", "needs judgement", "by hand"];
const [POST, RULE, SEVERITY, MESSAGE] = [0, 1, 2, 3];

// What can be chosen: for each finding the number of its value, and the values' names.
const facets = [
  facet("rule", "Rule", (row) => row[RULE], (rule) => rules[rule].id),
  facet("severity", "Severity", (row) => row[SEVERITY], (severity) => SEVERITIES[severity]),
  facet("author", "Author", (row) => posts[row[POST]].author, (at) => strings[at] || "no author"),
  facet("section", "Section", (row) => posts[row[POST]].section, (at) => strings[at] || "top folder"),
];

function facet(key, label, valueOf, nameOf) {
  const values = Int32Array.from(findings, valueOf);
  const names = new Map([...new Set(values)].map((value) => [value, nameOf(value)]));
  return { key, label, values, names, counts: new Map(), select: null };
}

// What a search looks through, made when it is first wanted.
const haystacks = new Array(findings.length);

function haystack(at) {
  if (haystacks[at] === undefined) {
    const row = findings[at];
    const post = posts[row[POST]];
    const text = row[7].map(([, piece]) => piece).join("");
    const fixes = row[8].map(([title]) => strings[title]).join("\n");
    haystacks[at] = [
      post.title, post.path, strings[post.author], rules[row[RULE]].id, strings[row[MESSAGE]], text, fixes,
    ].join("\n").toLowerCase();
  }
  return haystacks[at];
}

function inIdleTime(work) {
  const later = window.requestIdleCallback ?? ((then) => setTimeout(() => then(null), 50));
  later((deadline) => {
    if (work(() => deadline === null || deadline.timeRemaining() < 3)) inIdleTime(work);
  });
}

// ---- choosing

const wanted = () => facets.map(({ select }) => (select.value === "" ? null : Number(select.value)));

// The findings that pass. Counts of a facet are of what passes all others, so that
// they say what choosing a value would show.
function choose() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const values = wanted();
  for (const { counts } of facets) counts.clear();
  const add = ({ counts, values }, at) => counts.set(values[at], (counts.get(values[at]) ?? 0) + 1);
  const chosen = [];
  for (let at = 0; at < findings.length; at += 1) {
    const missed = facets.filter((facet, n) => values[n] !== null && facet.values[at] !== values[n]);
    if (missed.length > 1) continue;
    if (!words.every((word) => haystack(at).includes(word))) continue;
    if (missed.length === 1) {
      add(missed[0], at);
      continue;
    }
    chosen.push(at);
    for (const facet of facets) add(facet, at);
  }
  return chosen;
}

const groupedBy = () => document.querySelector("input[name=by]:checked").value;

// Groups of findings: posts newest first, causes worst and then most first.
function grouped(chosen) {
  const byPost = groupedBy() === "post";
  const groups = new Map();
  for (const at of chosen) {
    const key = findings[at][byPost ? POST : RULE];
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(at);
  }
  const list = [...groups].map(([key, members]) => ({ key, members, byPost }));
  const day = ({ key }) => posts[key].day;
  const worst = ({ members }) => members.reduce((least, at) => Math.min(least, findings[at][SEVERITY]), 2);
  if (byPost) return list.sort((a, b) => (day(a) < day(b) ? 1 : day(a) > day(b) ? -1 : a.key - b.key));
  const ranked = list.map((group) => ({ ...group, worst: worst(group) }));
  return ranked.sort((a, b) => a.worst - b.worst || b.members.length - a.members.length);
}

// ---- drawing a finding

// Text in which what stands between backticks is set apart.
function prose(text) {
  const parts = text.split("`");
  if (parts.length % 2 === 0) return [el("bdi", {}, text)];
  return parts.map((part, n) => (n % 2 === 0 ? part : el("code", { dir: "auto" }, part)));
}

function longDay(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return date.toLocaleDateString("en-GB", { timeZone: "UTC", day: "numeric", month: "long", year: "numeric" });
}

// Kinds of pieces, as `data.rs` has them.
const [MARKED, CUT, PUT] = [1, 2, 4];

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

// A line of text. Its direction is that of its first letter, also where that is marked:
// `auto` would not look into the mark, which is set apart so that a path in it stays whole.
function line(pieces, shown) {
  const [first] = pieces.map(([, text]) => text).join("").match(/\p{L}/u) ?? [""];
  return el("blockquote", { dir: RIGHT_TO_LEFT.test(first) ? "rtl" : "ltr" }, ...shown(pieces));
}

function written(pieces) {
  const kept = pieces.filter(([kind]) => !(kind & PUT));
  return kept.map(([kind, text]) => (kind & MARKED ? el("mark", { class: text ? undefined : "point", dir: "auto" }, text) : text));
}

function proposed(pieces) {
  const kept = pieces.filter(([kind]) => !(kind & CUT));
  if (kept.every(([, text]) => text.trim() === "")) return [el("em", {}, "the line goes")];
  return kept.map(([kind, text]) => (kind & PUT ? el("ins", { dir: "auto" }, text) : text));
}

function byline(post) {
  const parts = [strings[post.author], post.day && longDay(post.day), strings[post.section]];
  const shown = parts.filter(Boolean).flatMap((part) => [" · ", el("bdi", {}, part)]);
  return el("p", { class: "byline" }, ...shown.slice(1));
}

function drawFinding(at, byPost) {
  const [post, rule, severity, message, help, place, column, pieces, fixes, related] = findings[at];
  const { why, url, id } = rules[rule];
  const article = el("article", { class: `finding ${SEVERITIES[severity]}`, tabindex: -1, "data-at": at });
  if (!byPost) {
    article.append(el("h3", { dir: "auto" }, posts[post].title), byline(posts[post]));
  }
  article.append(
    el("p", { class: "says" }, el("b", { class: "severity" }, SEVERITIES[severity]), " ", ...prose(strings[message])),
    el("div", { class: "text" },
      el("span", { class: "line", title: `column ${column}` }, `line ${place}`),
      line(pieces, written)),
  );
  if (pieces.some(([kind]) => kind & (CUT | PUT))) {
    article.append(el("div", { class: "text proposal" },
      el("span", { class: "line" }, "proposed"),
      line(pieces, proposed)));
  }
  for (const [title, safety] of fixes) {
    article.append(el("p", { class: "fix" }, ...prose(strings[title]), ` (${SAFETY[safety]})`));
  }
  if (help !== 0) article.append(el("p", { class: "help" }, ...prose(strings[help])));
  for (const [other, note] of related) {
    article.append(el("p", { class: "help" }, `Line ${other}: `, ...prose(strings[note])));
  }
  const foot = el("div", { class: "foot" });
  if (byPost) {
    const only = el("button", { type: "button", class: "only", title: `Only ${id}` }, id);
    only.addEventListener("click", () => choosing("rule", rule));
    foot.append(only);
    if (why) foot.append(el("details", {}, el("summary", {}, "Why"), el("p", {}, ...prose(why), ...page(url))));
  } else {
    foot.append(el("bdi", { class: "path" }, posts[post].path));
  }
  article.append(foot);
  return article;
}

// A link to the page of a rule; nothing is asked of it until it is pressed.
function page(url) {
  return url ? [" ", el("a", { href: url, rel: "noreferrer" }, "The rule")] : [];
}

// ---- drawing groups

const FOLD = { post: 8, rule: 5 };
const UNFOLD = 50;

function drawGroup({ key, members, byPost }, everything) {
  const section = el("section", { class: "group" });
  const number = el("span", { class: "number" }, counted(members.length, "finding"));
  if (byPost) {
    section.append(
      el("header", {}, el("h2", { dir: "auto" }, posts[key].title), number),
      byline(posts[key]),
      el("p", { class: "path" }, el("bdi", {}, posts[key].path)),
    );
  } else {
    const { id, message, why, url } = rules[key];
    const inPosts = new Set(members.map((at) => findings[at][POST])).size;
    number.append(` in ${counted(inPosts, "post")}`);
    section.append(el("header", {}, el("h2", { dir: "auto" }, ...prose(message || id)), number));
    section.append(el("p", { class: "path" }, id));
    if (why) section.append(el("p", { class: "why" }, ...prose(why), ...page(url)));
  }
  let shown = 0;
  const more = el("button", { type: "button", class: "unfold" });
  const unfold = (number) => {
    const next = members.slice(shown, shown + number).map((at) => drawFinding(at, byPost));
    more.before(...next);
    shown += next.length;
    const left = members.length - shown;
    more.hidden = left === 0;
    more.textContent = left > UNFOLD ? `Show ${UNFOLD} of ${count(left)} more` : `Show ${count(left)} more`;
    return next[0];
  };
  more.addEventListener("click", () => focusOn(unfold(UNFOLD)));
  section.append(more);
  unfold(everything ?? FOLD[byPost ? "post" : "rule"]);
  return section;
}

// Groups are drawn as they come near to the window.
const AT_ONCE = 20;
let groups = [];
let drawn = 0;

function drawMore() {
  const next = groups.slice(drawn, drawn + AT_ONCE);
  $("findings").append(...next.map((group) => drawGroup(group)));
  drawn += next.length;
  const left = groups.length - drawn;
  $("more").hidden = left === 0;
  $("more").textContent = `Show more of ${count(left)} ${groupedBy() === "post" ? "posts" : "causes"}`;
  return next.length > 0;
}

function drawStatus(chosen) {
  const inPosts = new Set(chosen.map((at) => findings[at][POST])).size;
  const all = chosen.length === findings.length ? "" : ` of ${count(findings.length)}`;
  const bySeverity = [0, 0, 0];
  for (const at of chosen) bySeverity[findings[at][SEVERITY]] += 1;
  const parts = bySeverity.map((number, n) => number > 0 && counted(number, SEVERITIES[n])).filter(Boolean);
  const found = chosen.length === 1 && !all ? "finding" : "findings";
  $("status").replaceChildren(
    el("strong", {}, `${count(chosen.length)}${all} ${found}`),
    chosen.length === 0 ? "" : ` in ${counted(inPosts, "post")}: ${parts.join(", ")}`,
  );
}

function drawSelects() {
  for (const { select, names, counts, label } of facets) {
    const value = select.value;
    const order = [...names].sort((a, b) => (counts.get(b[0]) ?? 0) - (counts.get(a[0]) ?? 0) || (a[1] < b[1] ? -1 : 1));
    const options = order.map(([key, name]) => el("option", { value: key }, `${name} (${count(counts.get(key) ?? 0)})`));
    select.replaceChildren(el("option", { value: "" }, `Every ${label.toLowerCase()}`), ...options);
    select.value = value;
    select.classList.toggle("chosen", value !== "");
  }
}

let chosen = [];

function drawCharts() {
  const byRule = new Map();
  const inPosts = new Set();
  for (const at of chosen) {
    const [post, rule] = findings[at];
    byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    inPosts.add(post);
  }
  const bars = [...byRule].sort((a, b) => b[1] - a[1]).map(([rule, number]) => [rules[rule].id, number]);
  drawBars($("by-rule"), bars);
  drawMonths($("by-month"), $("months-title"), [...inPosts].map((post) => posts[post].day).filter(Boolean));
}

function draw() {
  chosen = choose();
  groups = grouped(chosen);
  drawn = 0;
  $("findings").replaceChildren();
  const isFiltered = chosen.length < findings.length;
  $("clear").disabled = !isFiltered && $("search").value === "";
  if (chosen.length === 0) {
    $("findings").append(el("p", { class: "none" }, isFiltered ? "No finding is like that." : "Nothing was found."));
  }
  $("charts").hidden = chosen.length === 0;
  drawStatus(chosen);
  drawSelects();
  drawCharts();
  drawMore();
  remember();
}

// ---- the address keeps what is chosen, so that it can be sent to a colleague

function remember() {
  const state = new URLSearchParams();
  if (groupedBy() !== "post") state.set("by", groupedBy());
  for (const { key, select, names } of facets) {
    if (select.value !== "") state.set(key, names.get(Number(select.value)));
  }
  if ($("search").value) state.set("search", $("search").value);
  // an empty hash would scroll to the top
  history.replaceState(null, "", `#${state.size ? state : "all"}`);
}

function recall() {
  const state = new URLSearchParams(location.hash.slice(1));
  const by = state.get("by") === "rule" ? "rule" : "post";
  document.querySelector(`input[name=by][value=${by}]`).checked = true;
  for (const { key, select, names } of facets) {
    const found = [...names].find(([, name]) => name === state.get(key));
    select.value = found ? found[0] : "";
  }
  $("search").value = state.get("search") ?? "";
}

function choosing(key, value) {
  facets.find((facet) => facet.key === key).select.value = value;
  draw();
  focusOn(document.querySelector(".finding"));
  window.scrollTo(0, 0);
}

// ---- keys

function focusOn(finding) {
  if (!finding) return;
  for (const other of document.querySelectorAll('.finding[tabindex="0"]')) other.tabIndex = -1;
  finding.tabIndex = 0;
  finding.focus();
}

// The finding so many steps from the one in focus, drawn if need be.
function step(by) {
  const all = () => [...document.querySelectorAll(".finding")];
  const from = all().indexOf(document.activeElement.closest(".finding"));
  const to = from + by;
  if (to >= all().length) drawMore();
  focusOn(all()[Math.max(to, 0)]);
}

function onKey(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target === $("search")) {
    if (key === "Enter") focusOn(document.querySelector(".finding"));
    return;
  }
  if (target.matches("select")) return;
  const actions = { j: () => step(1), k: () => step(-1), "/": () => $("search").focus() };
  if (actions[key]) {
    event.preventDefault();
    actions[key]();
  }
}

// ---- paper

// More than this is a book, which nobody wants by accident.
const ON_PAPER = 1000;

// On paper nothing is folded, and each rule's reason stands once.
function forPaper() {
  const fitting = [];
  let number = 0;
  for (const group of groups) {
    if (number >= ON_PAPER) break;
    const members = group.members.slice(0, ON_PAPER - number);
    number += members.length;
    fitting.push({ ...group, members });
  }
  $("findings").replaceChildren(...fitting.map((group) => drawGroup(group, Infinity)));
  const told = new Set();
  for (const details of document.querySelectorAll(".finding details")) {
    const { id } = rules[findings[details.closest(".finding").dataset.at][RULE]];
    details.open = !told.has(id);
    told.add(id);
  }
  $("more").hidden = true;
  const left = chosen.length - number;
  $("paper").textContent = left > 0 ? `${counted(left, "finding")} more: choose fewer to print them.` : "";
  drawCharts();
}

// ---- the start

function drawRun() {
  const { version, day, summary, problems } = report;
  const fixable = summary.fixable > 0 && `${count(summary.fixable)} can be fixed by \`copydesk check --fix\``;
  const hidden = summary.hidden > 0 && `${count(summary.hidden)} hidden by the baseline`;
  const parts = [
    day && longDay(day),
    `${counted(summary.posts, "post")} and ${counted(summary.images, "picture")} checked`,
    fixable, hidden, `copydesk ${version}`,
  ];
  $("run").replaceChildren(...prose(parts.filter(Boolean).join(" · ")));
  document.title = `Copydesk report${day ? `, ${longDay(day)}` : ""}: ${counted(findings.length, "finding")}`;
  $("problems").hidden = problems.length === 0;
  $("problems").querySelector("ul").append(...problems.map(([path, message, help]) =>
    el("li", {}, path && el("b", {}, el("bdi", {}, path), ": "), ...prose(message), " ", ...prose(help))));
}

function start() {
  drawRun();
  for (const facet of facets) {
    const id = `choose-${facet.key}`;
    facet.select = el("select", { id });
    facet.select.append(...[...facet.names.keys()].map((key) => el("option", { value: key })));
    facet.select.addEventListener("change", draw);
    $("selects").append(el("label", { for: id }, facet.label), facet.select);
  }
  let typing = 0;
  $("search").addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(draw, 120);
  });
  for (const radio of document.querySelectorAll("input[name=by]")) radio.addEventListener("change", draw);
  $("clear").addEventListener("click", () => {
    for (const { select } of facets) select.value = "";
    $("search").value = "";
    draw();
    $("search").focus();
  });
  $("more").addEventListener("click", drawMore);
  new IntersectionObserver(([entry]) => entry.isIntersecting && drawMore(), { rootMargin: "1500px" }).observe($("more"));
  new ResizeObserver(drawCharts).observe($("charts"));
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", () => { recall(); draw(); });
  addEventListener("beforeprint", forPaper);
  addEventListener("afterprint", draw);
  recall();
  draw();
  let next = 0;
  inIdleTime((isOver) => {
    for (; next < findings.length && !isOver(); next += 1) haystack(next);
    return next < findings.length;
  });
}

start();
