/** The control door's client: every command of the sandbox as a typed function over HTTP. */
import type { Commands } from './control-api.ts';

type Input<Name extends keyof Commands> = Parameters<Commands[Name]>[1];
type Output<Name extends keyof Commands> = Awaited<ReturnType<Commands[Name]>>;
type JsonOf<Value> = Value extends Date
  ? string
  : Value extends object
    ? { [Key in keyof Value]: JsonOf<Value[Key]> }
    : Value;

export type SupplierControl = {
  readonly [Name in keyof Commands]: undefined extends Input<Name>
    ? () => Promise<JsonOf<Output<Name>>>
    : (input: Input<Name>) => Promise<JsonOf<Output<Name>>>;
};

const NAMES: Readonly<Record<keyof Commands, true>> = {
  addSupplier: true,
  configure: true,
  setStock: true,
  moveStock: true,
  onHand: true,
  orders: true,
  acknowledge: true,
  ship: true,
  scan: true,
  cancel: true,
  answerChange: true,
  dropFile: true,
  events: true,
  postAgain: true,
  deliveries: true,
  settle: true,
  addFault: true,
  clearFaults: true,
  advanceClock: true,
  now: true,
  reset: true,
};

/** A refused command (unknown supplier, unknown order) throws with the sandbox's words. */
export function createSupplierControl(origin: string): SupplierControl {
  const command = (name: string) => async (input: unknown) => {
    const body = JSON.stringify(input ?? {});
    const answer = await fetch(`${origin}/control/${name}`, { method: 'POST', body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The supplier sandbox refused ${name}: ${text}`);
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    return value;
  };
  return Object.fromEntries(
    Object.keys(NAMES).map((name) => [name, command(name)]),
  ) as SupplierControl;
}
