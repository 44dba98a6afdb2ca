/** Shape memory: the same array of names for objects of the same shape, so that look-ups in it can be kept. */
const MOST_SHAPES = 1_000;

export class ShapeMemory {
  private readonly shapes = new Map<string, readonly string[]>();

  recall(names: readonly string[]): readonly string[] {
    const key = names.join('\0');
    const known = this.shapes.get(key);
    if (known) return known;
    if (this.shapes.size < MOST_SHAPES) this.shapes.set(key, names);
    return names;
  }
}
