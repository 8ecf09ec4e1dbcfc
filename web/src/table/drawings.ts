// What is drawn on a display beside the pictures: the country of the night, the rose of the compass, a QR code.
// Each is the same every time.

const SVG = "http://www.w3.org/2000/svg";
/** Light modules around a QR code. */
const QUIET = 4;

/** The compass rose, the product's mark. */
export function rose(): SVGElement {
  const svg = drawing("-50 -50 100 100");
  svg.setAttribute("class", "rose");
  for (const [name, d] of [
    ["ring", "M0-46a46 46 0 1 0 .01 0zM0-29a29 29 0 1 0 .01 0z"],
    ["ticks", "M0-42a42 42 0 1 0 .01 0z"],
    ["minor", "M21.2-21.2 6.5 0 21.2 21.2 0 6.5-21.2 21.2-6.5 0-21.2-21.2 0-6.5z"],
    ["major", "M0-46 6.5-6.5 46 0 6.5 6.5 0 46-6.5 6.5-46 0-6.5-6.5z"],
    ["shade", "M0-46V0L6.5-6.5zM46 0H0L6.5 6.5zM0 46V0L-6.5 6.5zM-46 0H0L-6.5-6.5z"],
  ] as const)
    path(svg, d, name);
  return svg;
}

export function qrCode(size: number, modules: string): SVGElement {
  const side = size + 2 * QUIET;
  const svg = drawing(`${-QUIET} ${-QUIET} ${side} ${side}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  path(svg, modules, "modules");
  return svg;
}

/** Contour lines of a country that nobody has been to: the same each time. */
export function chart(): SVGElement {
  const svg = drawing("0 0 1600 900");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  const hills = [
    { x: 420, y: 560, r: 470, rings: 11, turn: 0.4 },
    { x: 1230, y: 300, r: 420, rings: 10, turn: 2.2 },
    { x: 980, y: 830, r: 240, rings: 6, turn: 4.1 },
  ];
  for (const { x, y, r, rings, turn } of hills) {
    for (let ring = 1; ring <= rings; ring++) {
      const line = contour(x, y, (r * ring) / rings, turn + ring * 0.05);
      path(svg, line, ring % 5 === 0 ? "index" : "line");
    }
  }
  return svg;
}

function contour(x: number, y: number, r: number, turn: number): string {
  const points: string[] = [];
  for (let step = 0; step < 72; step++) {
    const angle = (step / 72) * 2 * Math.PI;
    const wave =
      1 +
      0.13 * Math.sin(3 * angle + turn) +
      0.07 * Math.sin(5 * angle - 2 * turn) +
      0.035 * Math.sin(9 * angle + 3 * turn);
    points.push(
      `${(x + 1.35 * r * wave * Math.cos(angle)).toFixed(1)} ${(y + r * wave * Math.sin(angle)).toFixed(1)}`,
    );
  }
  return `M${points.join("L")}Z`;
}

function drawing(box: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

function path(svg: SVGElement, d: string, name: string): void {
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", d);
  line.setAttribute("class", name);
  svg.appendChild(line);
}
