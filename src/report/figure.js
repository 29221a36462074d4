// Values of a chart, read by pointer, touch or keyboard. Each figure carries its own as JSON; texts
// reach the page as text alone.
(() => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12 };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const item = (name, value, colour) => {
    const made = document.createElement("span");
    made.style.borderColor = `var(--chart-${colour})`;
    made.append(element("i", name), element("b", value));
    return made;
  };

  function enliven(figure, data) {
    const plot = figure.querySelector(".plot");
    const output = figure.querySelector(".reading");
    const last = data.at.length - 1;
    const cursor = document.createElementNS(SVG, "line");
    cursor.setAttribute("class", "cursor");
    let shown = -1;

    // What is written while nothing is chosen: the last values.
    function clear() {
      write(last);
      shown = -1;
      cursor.remove();
    }

    function write(n) {
      output.replaceChildren(
        item(data.unit || "by", data.when[n], "paper"),
        ...data.rows.map(([name, colour, written]) => item(name, written[n], colour)),
      );
      const spoken = data.rows.map(([name, , written]) => `${name} ${written[n]}`).join(", ");
      plot.setAttribute("aria-valuenow", n);
      plot.setAttribute("aria-valuetext", `${data.when[n]}: ${spoken} ${data.unit}`.trim());
    }

    // The drawing that this window shows, and its plot's edges in the units of its view box.
    function drawing() {
      const svg = [...plot.querySelectorAll("svg")].find((svg) => svg.getClientRects().length);
      return svg && { svg, edges: svg.dataset.plot.split(" ").map(Number) };
    }

    function show(index) {
      const seen = drawing();
      const n = Math.max(0, Math.min(last, index));
      if (!seen) return;
      const [left, top, right, bottom] = seen.edges;
      const x = left + data.at[n] * (right - left);
      const ends = { x1: x, x2: x, y1: top, y2: bottom };
      for (const [name, value] of Object.entries(ends)) cursor.setAttribute(name, value);
      if (cursor.parentNode !== seen.svg) seen.svg.append(cursor);
      if (n === shown) return;
      shown = n;
      write(n);
    }

    function point(event) {
      const seen = drawing();
      if (!seen) return;
      const box = seen.svg.getBoundingClientRect();
      const [left, , right] = seen.edges;
      const x = ((event.clientX - box.left) / box.width) * seen.svg.viewBox.baseVal.width;
      const share = (x - left) / (right - left);
      let nearest = 0;
      data.at.forEach((at, n) => {
        if (Math.abs(at - share) < Math.abs(data.at[nearest] - share)) nearest = n;
      });
      // A slider's own text is spoken when keys move it; a pointer's reading is spoken as it changes.
      output.setAttribute("aria-live", "polite");
      show(nearest);
    }

    plot.addEventListener("pointerdown", point);
    plot.addEventListener("pointermove", point);
    plot.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && document.activeElement !== plot) clear();
    });
    plot.addEventListener("blur", clear);
    plot.addEventListener("keydown", (event) => {
      const from = shown < 0 ? last : shown;
      const target = { Home: 0, End: last }[event.key] ?? from + STEPS[event.key];
      if (event.key === "Escape") clear();
      if (Number.isNaN(target) || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      output.setAttribute("aria-live", "off");
      show(target);
    });

    const title = figure.querySelector("figcaption h4").textContent;
    const role = { role: "slider", tabindex: 0, "aria-label": `Values of: ${title}`, "aria-valuemin": 0, "aria-valuemax": last };
    for (const [name, value] of Object.entries(role)) plot.setAttribute(name, value);
    plot.classList.add("readable");
    output.hidden = false;
    clear();
    addEventListener("resize", () => shown < 0 || show(shown));
  }

  for (const figure of document.querySelectorAll("figure.chart")) {
    const data = figure.querySelector('script[type="application/json"]');
    if (data) enliven(figure, JSON.parse(data.textContent));
  }
})();
