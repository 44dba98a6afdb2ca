/** A kill: the worker of a road dies at one message by SIGKILL, another takes over, and everything must hold. */
import type { Passage } from '../../sandbox/cutting-proxy/toll.ts';
import type { Ground } from './chaos-ground.ts';
import { startRun } from './chaos-run.ts';
import type { Run } from './chaos-run.ts';
import { everythingHolds } from './holds.ts';
import { walkRoad } from './road.ts';
import type { Phase } from './road.ts';
import type { ChaosProcess, ProcessPool } from './process-pool.ts';

export type Moment = 'before' | 'after';

/** Where the worker dies. Several: the next one holds for the worker that has taken over. */
export type DeathPoint = {
  readonly when: Moment;
  /** Made anew for each run, so that it may count. */
  readonly matcher: (phase: () => Phase) => (passage: Passage) => boolean;
};

export type RoadReport = {
  /** Where it died; as many as points were given, or fewer where the road ended before. */
  readonly deaths: readonly (Passage & { readonly phase: Phase; readonly msIntoRoad: number })[];
  readonly passages: readonly Passage[];
  readonly phaseOf: (passage: Passage) => Phase;
  /** Milliseconds from the first death until everything held; from the start where nobody died. */
  readonly heldAfterMs: number;
  /** Milliseconds from the first death until the next worker worked. */
  readonly succeededAfterMs: number | undefined;
};

export type Theatre = { readonly ground: Ground; readonly pool: ProcessPool };

/** Walks the road while the worker dies at these points; throws when it does not end well. */
export async function dieOnRoad(
  theatre: Theatre,
  points: readonly DeathPoint[],
): Promise<RoadReport> {
  const run = await startRun(theatre.ground);
  try {
    return await withDeaths(theatre, run, points);
  } finally {
    await run.close();
  }
}

async function withDeaths(
  { ground, pool }: Theatre,
  run: Run,
  points: readonly DeathPoint[],
): Promise<RoadReport> {
  const environment = ground.environmentOf(run.database, 'gates');
  const deaths: (Passage & { phase: Phase; msIntoRoad: number })[] = [];
  const entered: { phase: Phase; from: number }[] = [];
  const phase = () => entered.at(-1)?.phase ?? 'stock';
  const left = [...points];
  let worker = await pool.take();
  let succession = Promise.resolve();
  let succeededAt: number | undefined;
  let startedAt = 0;

  const succeed = async (dead: ChaosProcess) => {
    const gone = dead.kill(); // sends the signal at once
    ground.gates.postgres.breakAll();
    await gone;
    worker = await pool.take();
    await worker.work(environment);
    succeededAt ??= performance.now();
  };
  const arm = () => {
    const [point] = left.splice(0, 1);
    return (
      point && {
        when: point.when,
        matches: point.matcher(phase),
        act: (passage: Passage) => {
          deaths.push({ ...passage, phase: phase(), msIntoRoad: performance.now() - startedAt });
          const next = arm();
          if (next) ground.toll.arm(next);
          succession = succeed(worker);
          succession.catch(() => undefined); // told at the end
        },
      }
    );
  };

  await worker.work(environment);
  startedAt = performance.now();
  ground.toll.begin(arm());
  try {
    const walked = await walkRoad(run, (next) =>
      entered.push({ phase: next, from: ground.toll.passages.length }),
    );
    await succession;
    await everythingHolds(run, walked);
  } catch (fault) {
    await succession.catch(() => undefined);
    await worker.kill();
    throw new Error(told(fault, deaths, phase(), worker), { cause: fault });
  } finally {
    ground.toll.end();
  }
  const firstAt = startedAt + (deaths[0]?.msIntoRoad ?? 0);
  const heldAfterMs = performance.now() - firstAt;
  await pool.giveBack(worker);
  return {
    deaths,
    passages: ground.toll.passages,
    phaseOf: ({ number }) => entered.findLast(({ from }) => from < number)?.phase ?? 'stock',
    heldAfterMs,
    succeededAfterMs: succeededAt === undefined ? undefined : succeededAt - firstAt,
  };
}

function told(fault: unknown, deaths: readonly Passage[], phase: Phase, worker: ChaosProcess) {
  const where = deaths.map(({ number, gate, what }) => `message ${number} (${gate}: ${what})`);
  return [
    `Killed at ${where.join(', then ') || 'nothing'}; in the phase ${phase}:`,
    fault instanceof Error ? fault.message : String(fault),
    `The worker said: ${worker.said().slice(-3_000)}`,
  ].join('\n');
}

/** The n-th of the messages that a gate lets through and whose text matches, in one phase. */
export function nth(
  number: number,
  what: { readonly gate: string; readonly text: RegExp; readonly phase: Phase },
): DeathPoint['matcher'] {
  return (phase) => {
    let seen = 0;
    return (passage) =>
      phase() === what.phase &&
      passage.gate === what.gate &&
      what.text.test(passage.what) &&
      (seen += 1) === number;
  };
}

/** The commit of the transaction in which a statement stands. */
export function commitOf(text: RegExp, inPhase: Phase): DeathPoint['matcher'] {
  return (phase) => {
    let connection: number | undefined;
    return (passage) => {
      if (passage.gate !== 'postgres') return false;
      if (connection === undefined && phase() === inPhase && text.test(passage.what)) {
        ({ connection } = passage);
        return false;
      }
      return passage.connection === connection && /^commit$/i.test(passage.what);
    };
  };
}

/** Whichever of two moments comes first. */
export function either(
  one: DeathPoint['matcher'],
  other: DeathPoint['matcher'],
): DeathPoint['matcher'] {
  return (phase) => {
    const [matchesOne, matchesOther] = [one(phase), other(phase)];
    return (passage) => {
      const isOther = matchesOther(passage); // both count along
      return matchesOne(passage) || isOther;
    };
  };
}
