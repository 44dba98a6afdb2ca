/**
 * SandboxCore: everything one sandbox holds. The HTTP doors (Admin API, OAuth, control, screens) and the
 * simulator all work on this one object.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppConfiguration } from './app-configuration.ts';
import type { Buckets } from './bucket.ts';
import type { SandboxClock } from './clock.ts';
import type { ShopifyControl } from './control.ts';
import type { RequestRecord } from './control-types.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';
import type { StoreState } from './store.ts';
import type { TokenBook } from './tokens.ts';
import type { Switches } from './switches.ts';
import type { WebhookSender } from './webhooks.ts';

export type SandboxCore = {
  clock: SandboxClock;
  random: Random;
  switches: Switches;
  settings: { unlimited: boolean; media: 'instant' | 'slow' };
  app: AppConfiguration;
  stores: Map<string, StoreState>;
  tokens: TokenBook;
  buckets: Buckets;
  faults: Faults;
  webhooks: WebhookSender;
  requests: RequestRecord[];
  control: ShopifyControl;
  /** Where the sandbox listens, `http://127.0.0.1:port`; empty until it does. */
  origin: string;
};

/**
 * A door of the sandbox's server. Answers false when the request is not for it. The shop meant by the request is
 * in `x-emulated-host`, else in `Host`.
 */
export type SandboxHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  sandbox: SandboxCore,
) => Promise<boolean>;
