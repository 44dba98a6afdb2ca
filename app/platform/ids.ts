/**
 * Ids: UUIDv7 (RFC 9562), so that they sort by the time they were made; branded, so that an id of one
 * noun cannot stand where another's is wanted. Each noun's file declares its own: `type OrderId = Id<'Order'>`.
 */
import { v5, v7, validate } from 'uuid';

export type Id<Noun extends string> = string & { readonly __noun: Noun };

export function newId<Noun extends string>(): Id<Noun> {
  return v7() as Id<Noun>;
}

/** Reads an id from outside (URL, payload); undefined when it is no UUID, so that it is answered as unknown. */
export function parseId<Noun extends string>(
  text: string | undefined | null,
): Id<Noun> | undefined {
  return text && validate(text) ? (text.toLowerCase() as Id<Noun>) : undefined;
}

const STABLE_ID_NAMESPACE = '6f1d6f5e-8a8e-5e0b-9c55-7d3c9f3a2b10';

/** The same id for the same parts, for ever: idempotency keys and the identity of imported things. */
export function stableId<Noun extends string>(...parts: readonly string[]): Id<Noun> {
  return v5(JSON.stringify(parts), STABLE_ID_NAMESPACE) as Id<Noun>;
}
