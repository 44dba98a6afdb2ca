import type { DoorContext } from './http/door-context.ts';

declare module '@remix-run/node' {
  interface AppLoadContext {
    /** Built once by the process and handed to every loader and action. */
    door: DoorContext;
  }
}
