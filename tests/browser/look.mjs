// What a page looks like: its parts, its room, its letters. Functions given to `evaluate` run in the
// page and see nothing of this file.

// Px below which letters in a picture are too small.
const SMALLEST = 9;

export async function inspect(page, complain, { parts }) {
  for (const part of parts) {
    const found = page.locator(part).first();
    if (!(await found.count()) || !(await found.innerText()).trim()) complain(`no ${part}`);
  }
  for (const what of await page.evaluate(room)) complain(what);
  for (const what of await page.evaluate(letters, SMALLEST)) complain(what);
  for (const what of await page.evaluate(tables)) complain(what);
  for (const what of await page.evaluate(contrast)) complain(what);
}

// Nothing is wider than the window; pictures stand on the page's own paper.
function room() {
  const found = [];
  const { scrollWidth } = document.documentElement;
  if (scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("body *")].find(
      (element) => element.getBoundingClientRect().right > innerWidth + 1,
    );
    found.push(`scrolls sideways, ${scrollWidth} in ${innerWidth} px: ${wide?.outerHTML.slice(0, 120)}`);
  }
  const paper = getComputedStyle(document.body).backgroundColor;
  for (const figure of document.querySelectorAll("figure.chart")) {
    const own = getComputedStyle(figure).backgroundColor;
    if (own !== paper) found.push(`a figure's paper ${own} is not the page's ${paper}`);
  }
  return [...new Set(found)];
}

// Letters of the pictures that are seen are large enough, and one form of each is seen.
function letters(smallest) {
  const found = [];
  for (const figure of document.querySelectorAll("figure.chart")) {
    const seen = [...figure.querySelectorAll("svg")].filter((svg) => svg.checkVisibility());
    if (figure.checkVisibility() && seen.length !== 1) found.push(`${figure.dataset.stem}: ${seen.length} pictures`);
    for (const svg of seen) {
      const scale = svg.getScreenCTM().a;
      for (const text of svg.querySelectorAll("text")) {
        const size = parseFloat(getComputedStyle(text).fontSize) * scale;
        if (size < smallest) {
          found.push(`${figure.dataset.stem}: ${size.toFixed(1)} px: ${text.textContent.trim()}`);
          break;
        }
      }
    }
  }
  return found;
}

// No words of a table's cell lie on another's.
function tables() {
  const found = [];
  for (const table of document.querySelectorAll("table")) {
    const cells = [];
    for (const cell of table.querySelectorAll("th, td, caption")) {
      const range = document.createRange();
      // Words for the ear alone have no room.
      if (!cell.checkVisibility() || getComputedStyle(cell).clipPath !== "none") continue;
      range.selectNodeContents(cell);
      for (const box of range.getClientRects()) {
        if (box.width > 1 && box.height > 1) cells.push({ cell, box });
      }
    }
    cells.sort((a, b) => a.box.top - b.box.top);
    cells.forEach((one, n) => {
      for (let m = n + 1; m < cells.length && cells[m].box.top < one.box.bottom - 2; m++) {
        const other = cells[m];
        const apart =
          other.cell === one.cell ||
          other.box.left >= one.box.right - 1 ||
          one.box.left >= other.box.right - 1;
        if (!apart) {
          const [a, b] = [one, other].map(({ cell }) => cell.textContent.trim().slice(0, 40));
          found.push(`table: "${a}" covers "${b}"`);
        }
      }
    });
  }
  return [...new Set(found)].slice(0, 5);
}

// Letters stand out from what lies behind them, as WCAG 2.2 asks at level AA.
function contrast() {
  const found = new Set();
  const parse = (colour) => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
  };
  const over = (top, below) => top.rgb.map((part, n) => part * top.alpha + below[n] * (1 - top.alpha));
  const luminance = (rgb) => {
    const [red, green, blue] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = parse(getComputedStyle(at).backgroundColor);
      if (layer.alpha > 0) layers.push(layer);
      if (layer.alpha === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255]);
  };
  // In a picture the tile that was drawn last beneath the middle of the letters, where there is one.
  const tile = (element, paper) => {
    const box = element.getBoundingClientRect();
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    let below = paper;
    for (const rect of element.closest("svg").querySelectorAll("rect")) {
      if (!(rect.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
      const style = getComputedStyle(rect);
      if (style.fill === "none") continue;
      const { left, right, top, bottom } = rect.getBoundingClientRect();
      if (x < left || x > right || y < top || y > bottom) continue;
      const fill = parse(style.fill);
      fill.alpha *= parseFloat(style.fillOpacity) * parseFloat(style.opacity);
      below = over(fill, below);
    }
    return below;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || element.closest("script, style, title, desc")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const ink = parse(element.closest("svg") ? style.fill : style.color);
    const page = behind(element.closest("svg")?.parentElement ?? element);
    const paper = element.closest("svg") ? tile(element, page) : page;
    const [a, b] = [over(ink, paper), paper].map(luminance);
    const ratio = Math.max(a, b) / Math.min(a, b);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    if (!element.closest("svg") && ratio < (isLarge ? 3 : 4.5)) {
      found.add(`contrast ${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
    }
    if (element.closest("svg") && ratio < 4.5) found.add(`contrast ${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return [...found].slice(0, 8);
}

// Texts of the scenario are text: no address that runs code, no element that a text made.
export async function attacks(page, complain, { isHostile }) {
  const made = await page.evaluate(() => {
    const allowed = ["http:", "https:", "mailto:"];
    const links = [...document.querySelectorAll("[href], [src], [action], [srcdoc]")].filter((element) => {
      const address = element.getAttribute("href") ?? element.getAttribute("src") ?? "";
      return !address.startsWith("#") && !(allowed.includes(element.protocol) && element.localName === "a");
    });
    const handlers = [...document.querySelectorAll("*")].filter((element) =>
      [...element.attributes].some((attribute) => attribute.name.startsWith("on")),
    );
    const foreign = document.querySelectorAll("iframe, img, object, embed, form, base, link");
    return [...links, ...handlers, ...foreign].map((element) => element.outerHTML.slice(0, 120));
  });
  for (const element of made) complain(`an element that could act: ${element}`);
  if (!isHostile) return;
  const words = await page.evaluate(() => document.body.textContent);
  for (const text of ["<script>alert(1)</script>", "<img src=x onerror=alert(13)>", "javascript:alert(15)"]) {
    if (!words.includes(text)) complain(`does not show ${text}`);
  }
}
