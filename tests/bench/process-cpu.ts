/** CPU time of processes, from /proc: what a piece of work has cost, whoever did it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the kernel's clock ticks; 100 a second on every Linux that we run on. */
const MS_PER_TICK = 10;

/** Milliseconds of CPU that a process has used, with those of its children that have ended. */
function ticksOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  } catch {
    return 0;
  }
}

export function cpuOf(pids: readonly (number | undefined)[]): number {
  return pids.reduce<number>((sum, pid) => sum + (pid ? ticksOf(pid) : 0), 0) * MS_PER_TICK;
}

/** Milliseconds of CPU of the embedded server in a data folder, all its processes together. */
export function cpuOfPostgres(dataFolder: string): number {
  const [first] = readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  const postmaster = Number(first);
  return cpuOf([postmaster, ...childrenOf(postmaster)]);
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
