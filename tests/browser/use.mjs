// What a reader does with a page: sorts a table, reads a chart by pointer, keys and touch.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const figureOf = (page, { chart }) => page.locator(`figure.chart[data-stem="${chart}"]`);
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

// A click on a head sorts by it, upwards and then downwards, and says so.
export async function sort(page, complain, { table: selector }) {
  const table = page.locator(selector).first();
  const heads = table.locator("thead th");
  const rows = () =>
    table.evaluate((table) => [...table.tBodies[0].rows].map((row) => row.textContent));
  const before = await rows();
  // A phone shows each row as a card, without heads.
  if (!(await heads.first().isVisible())) return;
  let moved = false;
  for (let column = 0; column < (await heads.count()); column++) {
    const head = heads.nth(column);
    const order = [];
    for (const direction of ["ascending", "descending"]) {
      await head.locator("button").click();
      const said = await head.getAttribute("aria-sort");
      if (said !== direction) complain(`column ${column}: aria-sort is ${said}, not ${direction}`);
      const others = await table.locator("th[aria-sort]").count();
      if (others !== 1) complain(`column ${column}: ${others} heads have aria-sort`);
      order.push(await rows());
    }
    const [up, down] = order;
    if ([...up].sort().join() !== [...before].sort().join()) complain(`column ${column} loses rows`);
    moved ||= up.join() !== down.join();
  }
  if (before.length > 1 && !moved) complain("no column head changes the order of the table");
}

// What a fan's read-out says now: its period, its unit, and each value by its name.
async function reading(figure) {
  const items = await figure.locator("output > span").evaluateAll((spans) =>
    spans.map((span) => [...span.children].map((child) => child.textContent.replaceAll("\u00a0", " "))),
  );
  const [[unit, when], ...values] = items;
  return { unit, when, values: Object.fromEntries(values) };
}

// The number that "12.4k" or "\u221212.4k" stands for, and half a step of its last digit.
function number(text, unit) {
  const [, sign, digits, letter] = text.match(/^([+\u2212]?)([\d,]*\.?\d+)\s*(k|M|bn)?$/) ?? [];
  if (digits === undefined) return undefined;
  const scale = { k: 1e3, M: 1e6, bn: 1e9 }[letter] ?? { GW: 1e3, TW: 1e6, kW: 1e-3 }[unit] ?? 1;
  const decimals = digits.split(".")[1]?.length ?? 0;
  const value = Number(digits.replaceAll(",", ""));
  // Zeros at the end are not written: three digits are exact, below one two.
  const exact = (value < 1 ? 1 : 2) - Math.floor(Math.log10(Math.max(value, 1e-9)));
  const steps = Math.max(decimals, exact);
  return { value: (sign === "\u2212" ? -value : value) * scale, half: 0.5001 * scale * 10 ** -Math.max(steps, 0) };
}

// Pointed at, a fan says what the answer's own numbers say of that month.
export async function read(page, complain, report) {
  const answer = JSON.parse(readFileSync(join(report.folder, report.data), "utf8"));
  const series = report.series(answer);
  const figure = figureOf(page, report);
  await figure.scrollIntoViewIfNeeded();
  const plot = figure.locator(".plot");
  const box = await plot.boundingBox();
  const seen = new Set();
  for (const share of [0.3, 0.5, 0.7]) {
    await plot.hover({ position: { x: box.width * share, y: box.height / 2 } });
    const said = await reading(figure);
    seen.add(said.when);
    const [month, year] = said.when.split(" ");
    const stamp = `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, "0")}`;
    const period = answer.periods.findIndex((end) => end.startsWith(stamp));
    if (period < 0) complain(`a fan reads a period that is none: ${said.when}`);
    const names = { P10: "p10", P25: "p25", P50: "p50", P75: "p75", P90: "p90", announced: "announced", mean: "mean" };
    for (const [name, list] of Object.entries(names)) {
      if (["announced", "mean"].includes(name) && !(name in said.values)) continue;
      const shown = number(said.values[name] ?? "", said.unit);
      const is = series[list][period];
      if (!shown || Math.abs(shown.value - is) > shown.half) {
        complain(`${said.when} ${name}: reads ${said.values[name]} ${said.unit}, ${report.data} ${is} MW`);
      }
    }
    if ((await figure.locator("svg line.cursor").count()) !== 1) complain("no line at the period");
  }
  if (seen.size !== 3) complain(`three places of a fan read ${[...seen].join(", ")}`);
}

// With the keyboard alone: from the fan's focus, arrows move by one period.
export async function steer(page, complain, report) {
  const figure = figureOf(page, report);
  const plot = figure.locator(".plot");
  await page.mouse.move(0, 0);
  await plot.focus();
  const at = async (key) => {
    await page.keyboard.press(key);
    const place = Number(await plot.getAttribute("aria-valuenow"));
    const { when, values } = await reading(figure);
    const spoken = (await plot.getAttribute("aria-valuetext")).replaceAll("\u00a0", " ");
    if (!spoken.startsWith(`${when}: `) || !spoken.includes(`P50 ${values.P50}`)) {
      complain(`${key}: says "${spoken}", shows ${when}`);
    }
    const line = await figure.locator("svg line.cursor").getAttribute("x1");
    return { place, when, line: Number(line) };
  };
  const first = await at("Home");
  const second = await at("ArrowRight");
  const third = await at("ArrowRight");
  const back = await at("ArrowLeft");
  const end = await at("End");
  const last = Number(await plot.getAttribute("aria-valuemax"));
  const places = [first, second, third, back, end].map(({ place }) => place);
  if (places.join() !== [0, 1, 2, 1, last].join()) complain(`keys lead to periods ${places}`);
  if (!(first.line < second.line && second.line < third.line && back.line === second.line)) {
    complain("the line does not follow the keys");
  }
  if (second.when !== back.when || second.when === third.when) complain("the read-out does not follow the keys");
  await page.keyboard.press("Escape");
  if (await figure.locator("svg line.cursor").count()) complain("Escape leaves the line");
}

// A tap reads too.
export async function touch(page, complain, report) {
  const figure = figureOf(page, report);
  await page.evaluate(() => document.activeElement.blur());
  const before = await reading(figure);
  const box = await figure.locator(".plot").boundingBox();
  await page.touchscreen.tap(box.x + box.width * 0.4, box.y + box.height / 2);
  const after = await reading(figure);
  if (before.when === after.when) complain(`a tap still reads ${after.when}`);
}
