// Reads the front matter of each case (a JSON array on standard input) as
// gray-matter with its js-yaml 3, js-yaml 4 and npm yaml 2 do, and prints it.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const real = process.env.COPYDESK_REAL;
const require = createRequire(`${real}/node/package.json`);
const matter = require("gray-matter");
const yaml4 = require("js-yaml");
const yaml2 = require("yaml");

// an alias may stand inside what it names
function json(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return "endless";
  }
}

function told(value) {
  if (value === null) return { type: "null", value: "null" };
  if (value instanceof Date)
    return { type: "date", value: isNaN(value) ? "Invalid Date" : value.toISOString() };
  if (Array.isArray(value)) return { type: "array", value: json(value) };
  if (typeof value === "object") return { type: "object", value: json(value) };
  return { type: typeof value, value: String(value) };
}

function tell(read) {
  let data;
  try {
    data = read();
  } catch (error) {
    return { fails: true, error: String(error.reason ?? error.message).split("\n")[0] };
  }
  if (data === undefined || data === null) return { fails: false, keys: {} };
  if (typeof data !== "object" || Array.isArray(data))
    return { fails: false, keys: {}, top: told(data) };
  return {
    fails: false,
    keys: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, told(value)])),
  };
}

// where Astro finds a block; js-yaml itself knows no fences
const block = /(?:^\uFEFF?|^\s*\n)---([\s\S]*?\n)---/;

const out = JSON.parse(readFileSync(0, "utf8")).map(({ name, text }) => {
  const found = block.exec(text);
  return {
    name,
    // with options gray-matter keeps no cache, which would hide a second error
    "gray-matter": tell(() => matter(text, {}).data),
    "js-yaml": tell(() => (found ? yaml4.load(found[1]) : {})),
    yaml: tell(() => (found ? yaml2.parse(found[1], { logLevel: "error" }) : {})),
    block: Boolean(found),
  };
});
console.log(JSON.stringify(out));
