/** Sealed columns: every place of the database that holds texts under the installation's ring of keys. */
import { endpointSecretColumns } from './modules/notifications/webhooks.repository.server.ts';
import { contactKeyColumn } from './modules/orders/order-contact.server.ts';
import { sessionColumn } from './modules/stores/store-sessions.repository.server.ts';
import { credentialsColumn } from './modules/suppliers/supplier.ts';
import type { SealedColumn } from './platform/reseal.server.ts';

export const sealedColumns: readonly SealedColumn[] = [
  sessionColumn,
  credentialsColumn,
  contactKeyColumn,
  ...endpointSecretColumns,
];
