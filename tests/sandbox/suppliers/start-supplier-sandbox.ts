/** Starts the supplier sandbox: many suppliers behind one origin, and the control door that sets them up. */
import { setTimeout as wait } from 'node:timers/promises';
import { COMMANDS, SupplierWorld, UnknownToSandbox } from './control-api.ts';
import { createSupplierControl, type SupplierControl } from './control.ts';
import type { Fault } from './faults.ts';
import { openDoor, refusal, type Answer, type Call, type Reply } from './http-door.ts';
import { matchSupplierCall } from './supplier-api.ts';
import type { SettingsPatch } from './supplier.ts';

type SupplierSandboxOptions = {
  /** 0 (the default) takes a free port; always on the loopback. */
  readonly port?: number;
  /** The clock stands here and moves by `advanceClock` only; without it it runs with the system's. */
  readonly standingAt?: Date;
  readonly suppliers?: readonly ({ readonly code: string } & SettingsPatch)[];
};

export type SupplierSandbox = {
  readonly origin: string;
  readonly control: SupplierControl;
  stop(): Promise<void>;
};

export async function startSupplierSandbox(
  options: SupplierSandboxOptions = {},
): Promise<SupplierSandbox> {
  const world = new SupplierWorld(options.standingAt);
  for (const supplier of options.suppliers ?? []) COMMANDS.addSupplier(world, supplier);
  const door = await openDoor(options.port ?? 0, (call) => handle(world, call));
  return {
    origin: door.origin,
    control: createSupplierControl(door.origin),
    stop: async () => {
      world.around.schedule.stop();
      await world.around.post.stop();
      await door.close();
    },
  };
}

async function handle(world: SupplierWorld, call: Call): Promise<Reply> {
  const [, area = '', name = '', rest = ''] =
    /^\/([^/]+)\/([^/]+)(\/.*)?$/.exec(call.url.pathname) ?? [];
  if (area === 'control') return control(world, name, call);
  if (area === 'suppliers') return supplierCall(world, decodeURIComponent(name), rest, call);
  if (call.url.pathname === '/healthz') return { status: 200, body: { ok: true } };
  return refusal(404, 'not_found', 'There is nothing at this address.');
}

async function supplierCall(
  world: SupplierWorld,
  code: string,
  path: string,
  call: Call,
): Promise<Reply> {
  const matched = matchSupplierCall(world.suppliers.get(code), path, call, world.around);
  if ('status' in matched) return matched;
  const { latencyMs, fault } = world.faults.meet(code, matched.endpoint);
  if (latencyMs > 0) await wait(latencyMs);
  if (!fault) return matched.run();
  return faulty(fault, matched.run);
}

function faulty(fault: Fault, run: () => Answer): Reply {
  switch (fault.kind) {
    case 'status':
      return faultAnswer(fault);
    case 'status-after-effect':
      run();
      return faultAnswer(fault);
    case 'timeout-before-effect':
      return 'hang';
    case 'timeout-after-effect':
      run();
      return 'hang';
    case 'disconnect-before-effect':
      return 'disconnect';
    case 'disconnect-after-effect':
      run();
      return 'disconnect';
    case 'malformed': {
      const { status, body, text } = run();
      const whole = text ?? JSON.stringify(body ?? '');
      return {
        status,
        text: whole.slice(0, whole.length / 2),
        headers: { 'content-type': 'application/json' },
      };
    }
    case 'latency':
      return run();
  }
}

function faultAnswer({ status = 500, retryAfter }: Fault): Answer {
  const answer = refusal(status, 'fault', 'The sandbox was told to fail here.');
  return retryAfter === undefined
    ? answer
    : { ...answer, headers: { 'retry-after': String(retryAfter) } };
}

async function control(world: SupplierWorld, name: string, call: Call): Promise<Answer> {
  const command: unknown = Object.hasOwn(COMMANDS, name) ? Reflect.get(COMMANDS, name) : undefined;
  if (call.method !== 'POST' || typeof command !== 'function') {
    return refusal(404, 'not_found', `There is no command ${name}.`);
  }
  try {
    const output: unknown = await Reflect.apply(command, COMMANDS, [
      world,
      JSON.parse(call.body || '{}'),
    ]);
    return { status: 200, body: output };
  } catch (cause) {
    if (cause instanceof UnknownToSandbox) return refusal(404, 'not_found', cause.message);
    throw cause;
  }
}
