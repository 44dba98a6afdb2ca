/**
 * Seen lines: on which line of a file a key (handle, SKU, variant) stood first. Holds no text: a 64-bit hash
 * and a line number, 12 bytes a slot, so that a file of millions of rows stays within tens of megabytes. Two keys among
 * ten million share a hash with a chance of about 3 in a million.
 */
const FIRST_SLOTS = 1 << 10;

export class SeenLines {
  private slots = FIRST_SLOTS;
  private size = 0;
  private table = new Uint32Array(FIRST_SLOTS * 3);

  /** The line that the key was first given with, if it was; else remembers this one (from 1). */
  remember(key: string, line: number): number | undefined {
    const [high, low] = hash64(key);
    const slot = this.find(high, low);
    const seen = this.table[slot + 2];
    if (seen) return seen;
    this.put(slot, high, low, line);
    this.size += 1;
    if (this.size * 4 > this.slots * 3) this.grow();
    return undefined;
  }

  lineOf(key: string): number | undefined {
    const [high, low] = hash64(key);
    return this.table[this.find(high, low) + 2] || undefined;
  }

  private find(high: number, low: number): number {
    let slot = low & (this.slots - 1);
    for (;;) {
      const at = slot * 3;
      if (this.table[at + 2] === 0) return at;
      if (this.table[at] === high && this.table[at + 1] === low) return at;
      slot = (slot + 1) & (this.slots - 1);
    }
  }

  private put(at: number, high: number, low: number, line: number): void {
    this.table[at] = high;
    this.table[at + 1] = low;
    this.table[at + 2] = line;
  }

  private grow(): void {
    const old = this.table;
    this.slots *= 2;
    this.table = new Uint32Array(this.slots * 3);
    for (let at = 0; at < old.length; at += 3) {
      const [high = 0, low = 0, line = 0] = [old[at], old[at + 1], old[at + 2]];
      if (line !== 0) this.put(this.find(high, low), high, low, line);
    }
  }
}

/** Two 32-bit multiply-xor hashes with different seeds and primes, mixed at the end (after MurmurHash3's finaliser). */
function hash64(key: string): readonly [number, number] {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < key.length; at++) {
    const code = key.charCodeAt(at);
    high = Math.imul(high ^ code, 0x85ebca6b);
    low = Math.imul(low ^ code, 0xc2b2ae35);
    high = (high << 13) | (high >>> 19);
    low = (low << 15) | (low >>> 17);
  }
  return [finish(high ^ (low >>> 3) ^ key.length), finish(low ^ (high >>> 5) ^ key.length)];
}

function finish(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
