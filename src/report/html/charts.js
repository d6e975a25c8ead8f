// Two charts, drawn to the width that they have. Both say in words what they show.

const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  return node;
}

function canvas(host, height, label) {
  const width = Math.max(host.clientWidth, 200);
  const viewBox = `0 0 ${width} ${height}`; // paper may be narrower than the window
  const svg = shape("svg", { width, height, viewBox, role: "img", "aria-label": label });
  host.replaceChildren(svg);
  return { svg, width };
}

const count = (number) => number.toLocaleString("en");

// `word` with its number: "1 post", "2 posts"; `ending` is of the plural.
const counted = (number, word, ending = "s") => `${count(number)} ${word}${number === 1 ? "" : ending}`;

const ROWS = 8;
const ROW = 30;

// Bars of [name, number], the longest first.
function drawBars(host, bars) {
  const shown = bars.slice(0, bars.length > ROWS ? ROWS - 1 : ROWS);
  const rest = bars.slice(shown.length);
  if (rest.length > 0) {
    const sum = rest.reduce((total, [, number]) => total + number, 0);
    shown.push([`${rest.length} more rules`, sum]);
  }
  const words = shown.map(([name, number]) => `${name} ${count(number)}`).join(", ");
  const { svg, width } = canvas(host, shown.length * ROW, `Findings by rule: ${words || "none"}.`);
  const most = bars.length > 0 ? bars[0][1] : 1;
  shown.forEach(([name, number], row) => {
    const y = row * ROW;
    svg.append(
      shape("text", { x: 0, y: y + 13 }, name),
      shape("text", { x: width, y: y + 13, "text-anchor": "end", class: "number" }, count(number)),
    );
    // what is left over is no rule, and has no bar to be compared with
    if (name !== bars[row][0]) return;
    const bar = { x: 0, y: y + 19, height: 4, rx: 2 };
    svg.append(
      shape("rect", { ...bar, width, class: "track" }),
      shape("rect", { ...bar, width: Math.max(2, (width * number) / most), class: "bar" }),
    );
  });
}

// More months than this are told by year.
const MOST_COLUMNS = 60;
const CHART = { height: 190, top: 14, bottom: 36 };
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

// Every month (or year) from the first to the last, with its number of posts.
function columns(days) {
  if (days.length === 0) return [];
  const monthOf = (day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  const months = days.map(monthOf).sort((a, b) => a - b);
  const span = months[months.length - 1] - months[0] + 1;
  const unit = span > MOST_COLUMNS ? 12 : 1;
  const first = Math.floor(months[0] / unit);
  const size = Math.floor(months[months.length - 1] / unit) - first + 1;
  const list = Array.from({ length: size }, (_, at) => {
    const [year, month] = [Math.floor(((first + at) * unit) / 12), (first + at) % 12];
    const name = unit === 12 ? `${year}` : `${year}-${String(month + 1).padStart(2, "0")}`;
    const label = unit === 12 ? "" : MONTHS[month];
    return { name, year, label, starts: unit === 12 || month === 0, number: 0 };
  });
  for (const month of months) list[Math.floor(month / unit) - first].number += 1;
  return list;
}

// A word in the middle above `x`, so far from the bottom.
function label(svg, x, up, text, kind = "") {
  svg.append(shape("text", { x, y: CHART.height - up, "text-anchor": "middle", class: kind }, String(text)));
}

// Posts over time; `days` are those of posts that have one.
function drawMonths(host, title, days) {
  const list = columns(days);
  const byYear = list.length > 0 && list[0].name.length === 4;
  title.textContent = `Posts with findings by ${byYear ? "year" : "month"}`;
  const peak = list.reduce((best, at) => (at.number > best.number ? at : best), { number: 0 });
  const words = list.length === 0
    ? "no post has a date"
    : `from ${list[0].name} to ${list[list.length - 1].name}, most in ${peak.name} with ${count(peak.number)}`;
  const { svg, width } = canvas(host, CHART.height, `${title.textContent}: ${words}.`);
  const floor = CHART.height - CHART.bottom;
  const step = width / Math.max(list.length, 12);
  let labelled = -Infinity;
  list.forEach((at, index) => {
    const x = index * step;
    const height = ((floor - CHART.top) * at.number) / peak.number;
    const bar = shape("rect", {
      x: x + step * 0.1, y: floor - height, width: step * 0.8, height, class: "bar",
    });
    bar.append(shape("title", {}, `${at.name}: ${counted(at.number, "post")}`));
    svg.append(bar);
    // names where there is room for them
    if (step > 26) label(svg, x + step / 2, 20, at.label);
    const isFirst = index === 0 && !list.slice(1, 4).some((next) => next.starts);
    if ((at.starts || isFirst) && x - labelled > 40 && x + 34 < width) {
      labelled = x;
      label(svg, x + Math.max(step / 2, 18), 4, at.year);
    }
    if (at === peak) {
      const middle = Math.min(Math.max(x + step / 2, 12), width - 12);
      label(svg, middle, CHART.height - floor + height + 4, count(at.number), "number");
    }
  });
  svg.append(shape("line", { x1: 0, x2: width, y1: floor + 0.5, y2: floor + 0.5 }));
}
