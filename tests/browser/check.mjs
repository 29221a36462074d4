// The reports in Chromium: what a reader of each would meet, wide and narrow, light and dark, on
// paper, without script. Prints what is wrong and exits with 1, or says what it saw.
//
//     node check.mjs FOLDER_OF_THE_DRIVER FOLDER_FOR_SCREENSHOTS HOSTILE_RUN RUN_OR_COMPARISON..
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { onPaper } from "./paper.mjs";
import { read, sort, steer, touch } from "./use.mjs";
import { attacks, inspect } from "./look.mjs";

const [driver, screenshots, hostile, ...folders] = process.argv.slice(2);
const { chromium } = createRequire(join(resolve(driver), "package.json"))("playwright-core");
const WINDOWS = [
  { width: 1280, height: 900, colorScheme: "light" },
  { width: 1280, height: 900, colorScheme: "dark" },
  { width: 390, height: 844, colorScheme: "light", hasTouch: true },
  { width: 390, height: 844, colorScheme: "dark", hasTouch: true },
];
// What a page has, by the file that it is.
const PAGES = {
  "report.html": {
    parts: ["#answer", "#charts figure.chart", "#schedule table", "#sources"],
    shown: ["answer", "charts", "schedule", "sites", "sources"],
    table: "#schedule table",
    chart: "fan-facility-load-total",
    data: "projection.json",
    series: ({ series }) =>
      series.find(({ metric, scope }) => metric === "facility_load" && scope.kind === "total"),
  },
  "comparison.html": {
    parts: ["#answer", "#edits table", "#charts figure.chart", "#dates table", "#totals table", "#run"],
    shown: ["answer", "edits", "charts", "dates", "totals", "run"],
    table: "#dates table",
    chart: "difference-facility-load",
    data: "comparison.json",
    series: ({ differences: [{ series }] }) =>
      series.find(({ metric, scope }) => metric === "facility_load" && scope.kind === "total"),
  },
};
const problems = [];

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
for (const folder of [hostile, ...folders]) {
  const file = Object.keys(PAGES).find((file) => existsSync(join(folder, file)));
  const report = { folder: resolve(folder), name: basename(folder), isHostile: folder === hostile, ...PAGES[file] };
  report.url = pathToFileURL(join(report.folder, file)).href;
  for (const window of WINDOWS) await inWindow(report, window);
  await withoutScript(report);
}
await browser.close();
for (const problem of problems) console.error(`error: ${problem}`);
if (problems.length) process.exit(1);
console.log(`${folders.length + 1} pages in ${WINDOWS.length} windows each: all is well; see ${screenshots}`);

// A page of the report that complains of all that it should not do.
async function opened(report, name, options) {
  const { width, height, ...rest } = options;
  const context = await browser.newContext({ viewport: { width, height }, ...rest });
  const complain = (what) => problems.push(`${name}: ${what}`);
  context.on("request", (request) => {
    const address = request.url();
    if (address.split("#")[0] !== report.url && !address.startsWith("data:")) {
      complain(`asks for ${address}`);
    }
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`script: ${error.message}`));
  page.on("dialog", async (dialog) => {
    complain(`runs foreign code: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.goto(report.url);
  return { page, complain, close: () => context.close() };
}

async function inWindow(report, options) {
  const name = `${report.name}-${options.width}-${options.colorScheme}`;
  const { page, complain, close } = await opened(report, name, options);
    await page.screenshot({ path: join(screenshots, `${name}-top.png`) });
  const steps = [inspect, attacks, unfold, inspect, sort, read, steer];
  if (options.hasTouch) steps.push(touch);
  for (const step of steps) {
    // A step that cannot go on is a finding; the next may find more.
    await step(page, complain, report).catch((error) => complain(`${step.name}: ${error.message}`));
  }
  await page.evaluate(() => scrollTo(0, 0));
  for (const id of report.shown) {
    const box = await page.locator(`#${id}`).boundingBox({ timeout: 100 }).catch(() => null);
    // A picture of all sites of a large scenario would be too high to draw.
    const clip = box && { ...box, height: Math.min(box.height, 9000) };
    if (clip) await page.screenshot({ path: join(screenshots, `${name}-${id}.png`), fullPage: true, clip });
  }
  if (options.width > 1000 && options.colorScheme === "dark") {
    await onPaper(page, complain, join(screenshots, `${report.name}-paper`));
  }
  await close();
}

function unfold(page) {
  return page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
}

// Pictures and tables are there, and nothing offers what only the script could do.
async function withoutScript(report) {
  const options = { width: 1280, height: 900, javaScriptEnabled: false };
  const { page, complain, close } = await opened(report, `${report.name} without script`, options);
  if (!(await page.locator("figure.chart svg.wide").first().isVisible())) complain("no picture");
  for (const output of await page.locator("figure.chart output").all()) {
    if (await output.isVisible()) complain("an empty read-out is seen");
  }
  if (!(await page.locator(report.table).first().isVisible())) complain(`no ${report.table}`);
  await close();
}
