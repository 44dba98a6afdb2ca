/** The sandbox's clock and what is due by it. It runs with the system's clock, or stands until it is advanced. */
export class Schedule {
  private offsetMs = 0;
  private readonly fixed: number | undefined;
  private readonly due: { at: number; run: () => void }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(standingAt: Date | undefined) {
    this.fixed = standingAt?.getTime();
  }

  now(): Date {
    return new Date((this.fixed ?? Date.now()) + this.offsetMs);
  }

  /** Runs at once for 0 or less, else when the clock has come so far. */
  after(ms: number, run: () => void): void {
    if (ms <= 0) return run();
    this.due.push({ at: this.now().getTime() + ms, run });
    this.due.sort((a, b) => a.at - b.at);
    this.wake();
  }

  /** Moves the clock forward, stopping at each thing that falls due on the way. */
  advance(ms: number): void {
    const end = this.now().getTime() + ms;
    for (let next = this.due[0]; next && next.at <= end; next = this.due[0]) {
      this.due.shift();
      this.offsetMs += Math.max(0, next.at - this.now().getTime());
      next.run();
    }
    this.offsetMs += Math.max(0, end - this.now().getTime());
    this.wake();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.due.length = 0;
  }

  private wake(): void {
    clearTimeout(this.timer);
    const next = this.due[0];
    if (!next || this.fixed !== undefined) return;
    this.timer = setTimeout(() => this.advance(0), Math.max(0, next.at - this.now().getTime()));
    this.timer.unref();
  }
}
