import { RetailRule } from '../modules/connections/connection.ts';

/** Reads the price rule of a form, which comes as one JSON field; undefined when it is none. */
export function readGivenRule(text: unknown): RetailRule | undefined {
  if (typeof text !== 'string' || text.length > 100_000) return undefined;
  try {
    return RetailRule.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
