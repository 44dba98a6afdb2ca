import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { DEFAULT_SWITCHES } from '../../sandbox/shopify/switches.ts';
import { productInput, read, readText } from './reading.ts';

const shop = 'bulk.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
beforeAll(async () => {
  sandbox = await startShopifySandbox({ webhooks: 'manual', unlimited: true });
  app = await connectAppCaller(sandbox, shop);
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.control.setSwitches(DEFAULT_SWITCHES));

const STAGE =
  'mutation { stagedUploadsCreate(input: [{ resource: BULK_MUTATION_VARIABLES, filename: "lines.jsonl", mimeType: "text/jsonl", httpMethod: POST }]) { stagedTargets { url parameters { name value } } userErrors { message } } }';
const LINE =
  'mutation call($identifier: ProductSetIdentifiers, $input: ProductSetInput!) { productSet(identifier: $identifier, input: $input, synchronous: true) { product { id } userErrors { code } } }';
const RUN =
  'mutation ($mutation: String!, $path: String!, $client: String) { bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path, clientIdentifier: $client) { bulkOperation { id status } userErrors { code } } }';

async function stage(
  lines: readonly unknown[],
  fileFirst = false,
): Promise<{ path: string; status: number }> {
  const { data } = await app.call(STAGE);
  const parameters = read(data, 'stagedUploadsCreate.stagedTargets.0.parameters') as {
    name: string;
    value: string;
  }[];
  const form = new FormData();
  const file = new Blob([lines.map((line) => JSON.stringify(line)).join('\n')]);
  if (fileFirst) form.append('file', file);
  for (const { name, value } of parameters) form.append(name, value);
  if (!fileFirst) form.append('file', file);
  const url = readText(data, 'stagedUploadsCreate.stagedTargets.0.url');
  const { status } = await fetch(url, { method: 'POST', body: form });
  return { path: parameters.find((each) => each.name === 'key')?.value ?? '', status };
}
const line = (value: string) => ({
  identifier: { customId: { key: 'supplier_product_id', value } },
  input: productInput(value, ['S']),
});
const run = async (path: string, more: Record<string, unknown> = {}) =>
  read((await app.call(RUN, { mutation: LINE, path, ...more })).data, 'bulkOperationRunMutation');
const operation = async (id: string) =>
  read(
    (
      await app.call(
        'query ($id: ID!) { bulkOperation(id: $id) { status objectCount url errorCode } }',
        { id },
      )
    ).data,
    'bulkOperation',
  );
async function finished(id: string): Promise<unknown> {
  await expect
    .poll(async () => read(await operation(id), 'status'))
    .toMatch(/COMPLETED|FAILED|CANCELED/);
  return operation(id);
}
async function result(done: unknown): Promise<Record<string, unknown>[]> {
  const text = await (await fetch(readText(done, 'url'))).text();
  return text
    .trim()
    .split('\n')
    .map((each) => JSON.parse(each) as Record<string, unknown>);
}

describe('a bulk mutation', () => {
  it('runs every line of the uploaded file and reports each by number', async () => {
    const { path, status } = await stage([line('B1'), line('B2'), { input: { title: '' } }]);
    expect(status).toBe(201);
    const done = await finished(readText(await run(path), 'bulkOperation.id'));
    expect(done).toMatchObject({ status: 'COMPLETED', objectCount: 3 });
    const lines = await result(done);
    expect(lines.map((each) => each['__lineNumber'])).toEqual([0, 1, 2]);
    expect(read(lines[2], 'data.productSet.userErrors')).toEqual([
      { code: 'MISSING_FIELD_REQUIRED' },
    ]);
    expect(await sandbox.control.productBySku({ shop, sku: 'B2-S' })).not.toBeNull();
  });

  it('leaves line numbers out by switch', async () => {
    await sandbox.control.setSwitches({ bulkResultHasLineNumber: false });
    const { path } = await stage([line('B3')]);
    const [only] = await result(await finished(readText(await run(path), 'bulkOperation.id')));
    expect(only).not.toHaveProperty('__lineNumber');
  });

  it('wants the file as the last field of the form', async () => {
    expect((await stage([line('B4')], true)).status).toBe(400);
  });

  it('refuses a path under which nothing was uploaded', async () => {
    expect(read(await run('tmp/nothing'), 'userErrors')).toEqual([{ code: 'NO_SUCH_FILE' }]);
  });

  it('wants a client identifier of 10 to 255 characters', async () => {
    const { path } = await stage([line('B5')]);
    expect(read(await run(path, { client: 'short' }), 'userErrors.0.code')).toBe(
      'INVALID_MUTATION',
    );
  });

  it('runs beside at most four others', async () => {
    const { path } = await stage(Array.from({ length: 200 }, (_each, index) => line(`D${index}`)));
    const started = [];
    for (let index = 0; index < 6; index += 1) started.push(await run(path));
    expect(started.map((each) => read(each, 'userErrors.0.code')).at(-1)).toBe(
      'OPERATION_IN_PROGRESS',
    );
    for (const each of started.slice(0, 5)) await finished(readText(each, 'bulkOperation.id'));
  });

  it('tells the app when it is done', async () => {
    const { path } = await stage([line('B7')]);
    const id = readText(await run(path), 'bulkOperation.id');
    await finished(id);
    const told = await sandbox.control.deliveries({ shop, topic: 'bulk_operations/finish' });
    expect(JSON.parse(told.at(-1)?.payload ?? '{}')).toMatchObject({
      admin_graphql_api_id: id,
      status: 'completed',
      type: 'mutation',
    });
  });

  it('can fail', async () => {
    await sandbox.control.setFault({ operation: 'bulk.run', kind: 'http500', times: 1 });
    const { path } = await stage([line('B8')]);
    expect(await finished(readText(await run(path), 'bulkOperation.id'))).toMatchObject({
      status: 'FAILED',
      errorCode: 'INTERNAL_SERVER_ERROR',
    });
  });

  it('can be cancelled', async () => {
    const { path } = await stage(Array.from({ length: 500 }, (_each, index) => line(`C${index}`)));
    const id = readText(await run(path), 'bulkOperation.id');
    await app.call(
      'mutation ($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }',
      { id },
    );
    expect(await finished(id)).toMatchObject({ status: 'CANCELED' });
  });
});

describe('a bulk query', () => {
  const query = async (text: string) =>
    read(
      (
        await app.call(
          'mutation ($query: String!) { bulkOperationRunQuery(query: $query) { bulkOperation { id } userErrors { message } } }',
          { query: text },
        )
      ).data,
      'bulkOperationRunQuery',
    );

  it('writes one line for each node, children with the id of their parent', async () => {
    await sandbox.control.seedProducts({
      shop,
      products: [{ title: 'Parent', variants: [{ sku: 'CHILD', price: '1' }] }],
    });
    const started = await query(
      '{ products(query: "title:Parent") { edges { node { id variants { edges { node { id sku } } } } } } }',
    );
    const [parent, child] = await result(await finished(readText(started, 'bulkOperation.id')));
    expect(child).toMatchObject({ sku: 'CHILD', __parentId: parent?.['id'] });
    expect(parent).not.toHaveProperty('variants');
  });

  it('needs a connection, at most five, at most two deep', async () => {
    expect(read(await query('{ shop { id } }'), 'userErrors')).toHaveLength(1);
    const deep =
      '{ products { edges { node { variants { edges { node { product { collections { edges { node { id } } } } } } } } } } }';
    expect(read(await query(deep), 'userErrors')).toHaveLength(1);
  });
});
