/** Result: the outcome of something that may be refused. Expected failure is a value, a bug is thrown. */
export type Result<Value, Failure> = Ok<Value> | Err<Failure>;
export type Ok<Value> = { readonly ok: true; readonly value: Value };
export type Err<Failure> = { readonly ok: false; readonly error: Failure };

export function ok(): Ok<undefined>;
export function ok<Value>(value: Value): Ok<Value>;
export function ok<Value>(value?: Value): Ok<Value | undefined> {
  return { ok: true, value };
}

export function err<Failure>(error: Failure): Err<Failure> {
  return { ok: false, error };
}

/** The value of a result that cannot have failed here; a failure is a bug and is thrown with its details. */
export function expectOk<Value, Failure>(result: Result<Value, Failure>): Value {
  if (result.ok) return result.value;
  throw new Error(`Expected success, got ${JSON.stringify(result.error)}`);
}
