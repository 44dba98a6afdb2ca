/** What a store keeps for its apps: installation, tokens, operations under way, idempotency keys. */
import type { Gid, Moment } from './store.ts';

export type InstallationRecord = {
  id: Gid;
  clientId: string;
  scopes: string[];
  installedAt: Moment;
};

export type TokenRecord = {
  shop: string;
  clientId: string;
  /** access: calls the Admin API; refresh: buys the next pair. */
  kind: 'access' | 'refresh';
  scopes: string[];
  online: boolean;
  expiresAt: Moment | null;
  /** Refresh tokens form a row: the one that this one replaced dies when this one is first used. */
  replaces: string | null;
};

export type UserErrorRecord = {
  field: (string | number)[] | null;
  message: string;
  code?: string | null;
};

export type ProductOperationRecord = {
  id: Gid;
  kind: 'ProductSetOperation' | 'ProductDeleteOperation';
  status: 'CREATED' | 'ACTIVE' | 'COMPLETE';
  readyAt: Moment;
  productId: Gid | null;
  deletedProductId: Gid | null;
  userErrors: UserErrorRecord[];
};

export type BulkOperationRecord = {
  id: Gid;
  clientId: string;
  kind: 'QUERY' | 'MUTATION';
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'CANCELING' | 'CANCELED' | 'FAILED' | 'EXPIRED';
  errorCode: string | null;
  query: string;
  clientIdentifier: string | null;
  stagedUploadPath: string | null;
  objectCount: number;
  rootObjectCount: number;
  result: string | null;
  createdAt: Moment;
  completedAt: Moment | null;
};

export type StagedUploadRecord = {
  key: string;
  resource: string;
  content: string | null;
  createdAt: Moment;
};

export type WebhookSubscriptionRecord = {
  id: Gid;
  clientId: string;
  topic: string;
  uri: string;
  name: string | null;
  includeFields: string[];
  failures: number;
  createdAt: Moment;
  updatedAt: Moment;
};

export type IdempotencyRecord = {
  fingerprint: string;
  state: 'running' | 'done' | 'failed';
  payload: unknown;
  createdAt: Moment;
};
