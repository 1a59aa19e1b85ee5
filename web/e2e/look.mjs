// How a view looks, as a coarse picture: how light and how busy each field of a grid is. It changes when something is missing, has moved or has lost
// its style; not with a time of day, a name or the edge of a letter. The pictures themselves are left in e2e/shots to be looked at.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export const COLUMNS = 24;
export const ROWS = 16;
/** Pixels of a field, each way, from which it is told how light and how busy it is. */
const FINE = 8;
/** How far the fields of a picture, and of any part of it, may be from those that are kept, on average, 0–255. */
const WHOLE = 4;
const PART = 12;
/** The size of a part, in fields. */
const [PART_COLUMNS, PART_ROWS] = [6, 3];

const kept = fileURLToPath(new URL("looks.json", import.meta.url));
const shots = fileURLToPath(new URL("shots/", import.meta.url));

/** The looks that are kept, by "view/theme/width". */
export async function keptLooks() {
  return JSON.parse(await readFile(kept, "utf8").catch(() => "{}"));
}

/** Writes them anew, in a stable order. */
export async function keepLooks(looks) {
  const lines = Object.keys(looks)
    .sort()
    .map((name) => `  ${JSON.stringify(name)}: ${JSON.stringify(looks[name])}`);
  await writeFile(kept, `{\n${lines.join(",\n")}\n}\n`);
}

/** Takes a picture of what a page shows, and its grid; `sheet` is an empty page that does the arithmetic. */
export async function look(page, sheet, name) {
  const png = await page.screenshot({ animations: "disabled", caret: "hide" });
  await mkdir(shots, { recursive: true });
  await writeFile(`${shots}${name.replaceAll("/", "-")}.png`, png);
  const grid = await sheet.evaluate(
    async ({ data, columns, rows, fine }) => {
      const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const [wide, high] = [columns * fine, rows * fine];
      const brush = new OffscreenCanvas(wide, high).getContext("2d");
      brush.imageSmoothingQuality = "high";
      brush.drawImage(picture, 0, 0, wide, high);
      const { data: pixels } = brush.getImageData(0, 0, wide, high);
      const light = (x, y) => {
        const i = 4 * (y * wide + x);
        return 0.299 * pixels[i] + 0.587 * pixels[i + 1] + 0.114 * pixels[i + 2];
      };
      const out = [];
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++) {
          let [sum, squares] = [0, 0];
          for (let y = row * fine; y < (row + 1) * fine; y++)
            for (let x = column * fine; x < (column + 1) * fine; x++) {
              const l = light(x, y);
              sum += l;
              squares += l * l;
            }
          const mean = sum / fine ** 2;
          const busy = 3 * Math.sqrt(Math.max(squares / fine ** 2 - mean ** 2, 0));
          out.push(Math.round(mean), Math.min(255, Math.round(busy)));
        }
      return out;
    },
    { data: png.toString("base64"), columns: COLUMNS, rows: ROWS, fine: FINE },
  );
  return Buffer.from(grid).toString("base64");
}

/** What differs between two grids, "" where they look alike. */
export function differs(one, other) {
  const [a, b] = [one, other].map((grid) => Buffer.from(grid, "base64"));
  if (a.length !== b.length) return "another size";
  const apart = (column, row) => {
    const i = 2 * (row * COLUMNS + column);
    return (Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1])) / 2;
  };
  const mean = (left, top, columns, rows) => {
    let sum = 0;
    for (let row = top; row < top + rows; row++)
      for (let column = left; column < left + columns; column++) sum += apart(column, row);
    return sum / (columns * rows);
  };
  const whole = mean(0, 0, COLUMNS, ROWS);
  let [worst, where] = [0, ""];
  for (let top = 0; top + PART_ROWS <= ROWS; top++)
    for (let left = 0; left + PART_COLUMNS <= COLUMNS; left++) {
      const part = mean(left, top, PART_COLUMNS, PART_ROWS);
      if (part > worst) [worst, where] = [part, `column ${left}, row ${top}`];
    }
  if (whole <= WHOLE && worst <= PART) return "";
  return `differs by ${whole.toFixed(1)} of ${WHOLE}, and by ${worst.toFixed(1)} of ${PART} at ${where} of ${COLUMNS} × ${ROWS}`;
}
