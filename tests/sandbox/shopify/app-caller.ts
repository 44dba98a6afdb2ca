/** AppCaller: an app that calls the sandbox's Admin API, as tests of the sandbox (and benches) need one. */
import type { ShopifyControl } from './control.ts';
import { API_VERSION } from './schema.ts';

export type GraphqlResult = {
  status: number;
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; extensions?: { code?: string } }[];
  cost: {
    requestedQueryCost: number;
    actualQueryCost: number | null;
    throttleStatus: { maximumAvailable: number; currentlyAvailable: number; restoreRate: number };
  };
};

export type AppCaller = {
  shop: string;
  accessToken: string;
  call(query: string, variables?: Record<string, unknown>): Promise<GraphqlResult>;
};

type Sandbox = { origin: string; control: ShopifyControl };

/** Makes the shop if it is new, installs the app with the scopes (default: the TOML's) and calls with a token. */
export async function connectAppCaller(
  { origin, control }: Sandbox,
  shop: string,
  scopes?: string[],
): Promise<AppCaller> {
  await control.createStore({ shop });
  const grant = scopes ? { shop, scopes } : { shop };
  const { accessToken } = await control.issueToken(grant);
  const call = (query: string, variables: Record<string, unknown> = {}) =>
    callAdminApi(origin, shop, accessToken, query, variables);
  return { shop, accessToken, call };
}

export async function callAdminApi(
  origin: string,
  shop: string,
  accessToken: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<GraphqlResult> {
  const response = await fetch(`${origin}/admin/api/${API_VERSION}/graphql.json`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-emulated-host': shop,
      'x-shopify-access-token': accessToken,
    },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as {
    data?: Record<string, unknown>;
    errors?: GraphqlResult['errors'] | string;
    extensions?: { cost: GraphqlResult['cost'] };
  };
  return {
    status: response.status,
    data: body.data,
    errors: typeof body.errors === 'string' ? [{ message: body.errors }] : (body.errors ?? []),
    cost: body.extensions?.cost ?? {
      requestedQueryCost: 0,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 0, currentlyAvailable: 0, restoreRate: 0 },
    },
  };
}
