/** The control door inside the sandbox: all verbs, and their address over HTTP (`POST /__control`). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ShopifyControl } from './control.ts';
import { catalogVerbs } from './control-verbs/catalog.ts';
import { orderVerbs } from './control-verbs/orders.ts';
import { sandboxVerbs, storeVerbs, webhookVerbs } from './control-verbs/sandbox.ts';
import type { SandboxCore } from './core.ts';
import { pathOf, readJson, sendJson } from './http.ts';

export function createControl(core: SandboxCore): ShopifyControl {
  return {
    ...sandboxVerbs(core),
    ...storeVerbs(core),
    ...webhookVerbs(core),
    ...catalogVerbs(core),
    ...orderVerbs(core),
  };
}

const call = z.object({ method: z.string(), input: z.unknown() });

export async function handleControl(
  request: IncomingMessage,
  response: ServerResponse,
  core: SandboxCore,
): Promise<boolean> {
  if (pathOf(request) !== '/__control') return false;
  try {
    const { method, input } = call.parse(await readJson(request));
    const verb: unknown = Reflect.get(core.control, method);
    if (typeof verb !== 'function') throw new Error(`no verb ${method}`);
    const result: unknown = await Reflect.apply(verb, core.control, [input]);
    sendJson(response, 200, { result: result ?? null });
  } catch (error) {
    sendJson(response, 200, { error: error instanceof Error ? error.message : String(error) });
  }
  return true;
}
