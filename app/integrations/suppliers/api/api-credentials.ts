/**
 * Credentials of a supplier that we speak to in JSON: the key that we show, and the secret by which it signs what
 * it tells us. Kept as JSON {"apiKey", "eventSecret"}, or as the bare key where the supplier tells nothing.
 */
import { z } from 'zod';

const Stored = z.object({ apiKey: z.string().min(1), eventSecret: z.string().min(1).optional() });

type ApiCredentials = {
  readonly apiKey: string | undefined;
  /** whsec_<base64>; while it is being changed both, separated by a blank. */
  readonly eventSecret: string | undefined;
};

export function readApiCredentials(text: string | undefined): ApiCredentials {
  if (!text?.trimStart().startsWith('{'))
    return { apiKey: text?.trim() || undefined, eventSecret: undefined };
  const stored = Stored.safeParse(parseJson(text)).data;
  return { apiKey: stored?.apiKey, eventSecret: stored?.eventSecret };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
