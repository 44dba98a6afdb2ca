/** Pictures: a calm drawing for each product name, so that a demo's shelves look like shelves without any network. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const SHAPES = [
  '<path d="M300 150c70 0 110 50 110 120v180c0 30-20 50-50 50H240c-30 0-50-20-50-50V270c0-70 40-120 110-120z"/><path d="M240 330h120v90H240z" fill-opacity=".35" fill="#fff"/>',
  '<circle cx="300" cy="310" r="150"/><circle cx="300" cy="310" r="86" fill-opacity=".35" fill="#fff"/>',
  '<path d="M230 160h140l40 90-50 30v220H240V280l-50-30z"/><path d="M300 160v340" stroke="#fff" stroke-opacity=".5" stroke-width="8"/>',
  '<rect x="225" y="140" width="150" height="370" rx="52"/><rect x="225" y="240" width="150" height="60" fill-opacity=".35" fill="#fff"/>',
  '<path d="M160 430l140-270 140 270z"/><path d="M300 160l50 270H250z" fill-opacity=".35" fill="#fff"/>',
] as const;

/** Draws an SVG whose colours and shape follow from the name; always the same for the same name. */
export function sendPicture(response: ServerResponse, name: string): true {
  const [hue = 0, shape = 0] = createHash('sha256').update(name).digest();
  const tone = Math.round((hue / 255) * 360);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 640"><rect width="600" height="640" fill="hsl(${tone} 32% 92%)"/><ellipse cx="300" cy="535" rx="170" ry="18" fill="hsl(${tone} 25% 80%)"/><g fill="hsl(${tone} 38% 42%)">${SHAPES[shape % SHAPES.length]}</g></svg>`;
  response.writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' });
  response.end(svg);
  return true;
}
