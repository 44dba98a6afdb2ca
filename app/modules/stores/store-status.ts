/** The life of a connected store. */
import { defineMachine } from '../../platform/state-machine.ts';

export type StoreStatus = 'connecting' | 'active' | 'needs-reopen' | 'uninstalled' | 'redacted';
export type StoreEvent = 'install' | 'prepare' | 'lose-access' | 'uninstall' | 'redact';

export const storeMachine = defineMachine<StoreStatus, StoreEvent>({
  connecting: {
    install: 'connecting',
    prepare: 'active',
    'lose-access': 'needs-reopen',
    uninstall: 'uninstalled',
  },
  active: {
    install: 'active',
    prepare: 'active',
    'lose-access': 'needs-reopen',
    uninstall: 'uninstalled',
  },
  // Our consent has run out; opening the app once gives a new token, and the place in the shop still stands.
  'needs-reopen': {
    install: 'connecting',
    'lose-access': 'needs-reopen',
    uninstall: 'uninstalled',
  },
  uninstalled: { install: 'connecting', uninstall: 'uninstalled', redact: 'redacted' },
  redacted: { install: 'connecting', redact: 'redacted' },
});

export const isInstalled = (status: StoreStatus): boolean =>
  status !== 'uninstalled' && status !== 'redacted';
