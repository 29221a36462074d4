// The page printed: more than one sheet, none blank, white paper even for those who prefer dark.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

export async function onPaper(page, complain, path) {
  const file = `${path}.pdf`;
  writeFileSync(file, await page.pdf({ format: "A4", printBackground: true }));
  const text = execFileSync("pdftotext", ["-layout", file, "-"], { encoding: "utf8" });
  // A form feed ends each sheet.
  const sheets = text.split("\f").slice(0, -1);
  if (sheets.length < 2) complain(`prints on ${sheets.length} sheets`);
  sheets.forEach((sheet, n) => {
    if (sheet.trim().split(/\s+/).length < 5) complain(`sheet ${n + 1} of ${sheets.length} is blank`);
  });
  const dots = execFileSync("pdftoppm", ["-r", "20", "-f", "1", "-l", "1", file]);
  // The last byte of a PPM is of the corner of the sheet.
  if (dots.at(-1) < 250) complain("prints on dark paper");
}
