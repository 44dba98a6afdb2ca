/** Clock: the one source of time. SQL gets its moments as parameters, so that tests can move them. */
export type Instant = Date;
export type Clock = { now(): Instant };

export const earlier = (left: Instant, right: Instant): Instant => (left < right ? left : right);

export const systemClock: Clock = { now: () => new Date() };
