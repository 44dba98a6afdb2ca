import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectAppCaller } from '../../sandbox/shopify/app-caller.ts';
import type { AppCaller } from '../../sandbox/shopify/app-caller.ts';
import { startShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import type { ShopifySandbox } from '../../sandbox/shopify/sandbox.ts';
import { PRODUCT_SET, productInput, read, readText } from './reading.ts';

const shop = 'products.myshopify.com';
let sandbox: ShopifySandbox;
let app: AppCaller;
let location: string;
beforeAll(async () => {
  sandbox = await startShopifySandbox({ unlimited: true, webhooks: 'manual' });
  app = await connectAppCaller(sandbox, shop);
  location = (await sandbox.control.locations({ shop }))[0]?.id ?? '';
});
afterAll(() => sandbox.close());

const byCustomId = (value: string) => ({ customId: { key: 'supplier_product_id', value } });
async function setProduct(identifier: unknown, input: Record<string, unknown>) {
  const { data, errors } = await app.call(PRODUCT_SET, { identifier, input, synchronous: true });
  expect(errors).toEqual([]);
  return {
    id: String(read(data, 'productSet.product.id')),
    product: read(data, 'productSet.product'),
    userErrors: read(data, 'productSet.userErrors') as { code: string }[],
  };
}
const stored = async (id: string) =>
  (await sandbox.control.products({ shop })).find((each) => each.id === id);

describe('productSet', () => {
  it('creates by custom id and finds the same product by it again', async () => {
    const first = await setProduct(byCustomId('P1'), productInput('First', ['S'], location));
    const again = await setProduct(byCustomId('P1'), { title: 'Renamed' });
    expect(again.id).toBe(first.id);
    expect(await stored(first.id)).toMatchObject({
      title: 'Renamed',
      variants: [{ sku: 'First-S' }],
    });
  });

  it('refuses a custom id without a definition of type id', async () => {
    const { userErrors } = await setProduct(
      { customId: { key: 'no_such_key', value: '1' } },
      { title: 'X' },
    );
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
  });

  it('refuses a custom id in the input that differs from the identifier', async () => {
    const metafields = [{ key: 'supplier_product_id', type: 'id', value: 'other' }];
    const { userErrors } = await setProduct(byCustomId('P9'), { title: 'X', metafields });
    expect(userErrors).toMatchObject([{ code: 'METAFIELD_MISMATCH' }]);
  });

  it('keeps custom ids unique', async () => {
    await setProduct(byCustomId('P2'), { title: 'Owner' });
    const metafields = [{ key: 'supplier_product_id', type: 'id', value: 'P2' }];
    const { userErrors } = await setProduct(null, { title: 'Thief', metafields });
    expect(userErrors).toMatchObject([{ code: 'DUPLICATED_METAFIELD_VALUE' }]);
  });

  it('deletes the variants that are missing from a list that is sent', async () => {
    const { id } = await setProduct(
      byCustomId('P3'),
      productInput('Sizes', ['S', 'M', 'L'], location),
    );
    await setProduct(byCustomId('P3'), productInput('Sizes', ['S', 'L'], location));
    expect((await stored(id))?.variants.map((each) => each.sku)).toEqual(['Sizes-S', 'Sizes-L']);
  });

  it('leaves fields that are not sent as they are, and overwrites tags that are', async () => {
    const { id } = await setProduct(byCustomId('P4'), {
      ...productInput('Kept', ['S']),
      tags: ['a', 'b'],
      vendor: 'V',
    });
    await setProduct(byCustomId('P4'), { tags: ['c'] });
    expect(await stored(id)).toMatchObject({
      tags: ['c'],
      vendor: 'V',
      title: 'Kept',
      variantIds: [expect.any(String)],
    });
  });

  it('deletes metafields that are missing from a list that is sent', async () => {
    const own = { key: 'supplier_product_id', type: 'id', value: 'P5' };
    const { id } = await setProduct(byCustomId('P5'), {
      title: 'X',
      metafields: [
        own,
        { namespace: 'custom', key: 'note', type: 'single_line_text_field', value: 'n' },
      ],
    });
    await setProduct(byCustomId('P5'), { metafields: [own] });
    expect((await stored(id))?.metafields.map((each) => each.key)).toEqual(['supplier_product_id']);
  });

  it('stocks and sets quantities of new variants', async () => {
    const { id } = await setProduct(byCustomId('P6'), productInput('Stocked', ['S'], location));
    expect((await stored(id))?.variants[0]?.levels).toMatchObject([
      { locationId: location, available: 5, isActive: true },
    ]);
  });

  it('takes quantities of existing variants only where they are stocked already', async () => {
    const elsewhere = (await sandbox.control.addLocation({ shop, name: 'Elsewhere' })).id;
    await setProduct(byCustomId('P7'), productInput('Here', ['S'], location));
    const { userErrors } = await setProduct(
      byCustomId('P7'),
      productInput('Here', ['S'], elsewhere),
    );
    expect(userErrors).toHaveLength(1);
  });

  it('keeps images that are sent by id, takes addresses in anew and drops the others', async () => {
    const image = (name: string) => ({
      originalSource: `https://images.example/${name}.jpg`,
      contentType: 'IMAGE',
    });
    const { product } = await setProduct(byCustomId('P8'), {
      title: 'Pictures',
      files: [image('a'), image('b')],
    });
    const kept = readText(product, 'media.nodes.0.id');
    const again = await setProduct(byCustomId('P8'), { files: [{ id: kept }, image('b')] });
    expect(read(again.product, 'media.nodes.0')).toEqual({ id: kept, status: 'READY' });
    expect(read(again.product, 'media.nodes.1.id')).not.toBe(read(product, 'media.nodes.1.id'));
    expect(read(again.product, 'media.nodes.2')).toBeUndefined();
  });

  it.each([
    [
      'more than 3 options',
      {
        productOptions: ['a', 'b', 'c', 'd'].map((name) => ({ name, values: [{ name: 'x' }] })),
        variants: [],
      },
      'OPTIONS_OVER_LIMIT',
    ],
    [
      'more variants than the shop allows',
      productInput(
        'Many',
        Array.from({ length: 2049 }, (_each, index) => `S${index}`),
      ),
      'VARIANTS_OVER_LIMIT',
    ],
    [
      'variants without options',
      { variants: [{ optionValues: [] }] },
      'PRODUCT_OPTIONS_INPUT_MISSING',
    ],
    [
      'an option value nobody declared',
      {
        productOptions: [{ name: 'Size', values: [{ name: 'S' }] }],
        variants: [{ optionValues: [{ optionName: 'Size', name: 'XL' }] }],
      },
      'OPTION_VALUE_DOES_NOT_EXIST',
    ],
    ['a blank title', { title: ' ' }, 'MISSING_FIELD_REQUIRED'],
  ])('refuses %s', async (_what, input, code) => {
    const { userErrors } = await setProduct(null, { title: 'Refused', ...input });
    expect(userErrors[0]?.code).toBe(code);
  });

  it('runs on after the answer when it is not synchronous, until the operation is COMPLETE', async () => {
    const { data } = await app.call(PRODUCT_SET, {
      identifier: byCustomId('P10'),
      input: productInput('Later', ['S']),
      synchronous: false,
    });
    const id = readText(data, 'productSet.productSetOperation.id');
    const query = 'query ($id: ID!) { productOperation(id: $id) { status product { title } } }';
    expect(read((await app.call(query, { id })).data, 'productOperation.status')).toBe('CREATED');
    await sandbox.control.advance({ ms: 1000 });
    expect((await app.call(query, { id })).data).toEqual({
      productOperation: { status: 'COMPLETE', product: { title: 'Later' } },
    });
  });

  it('makes products that are not published anywhere', async () => {
    const { id } = await setProduct(byCustomId('P11'), { title: 'Hidden' });
    expect((await stored(id))?.publicationIds).toEqual([]);
    const publication = readText(
      (
        await app.call(
          '{ publications(first: 5, catalogType: APP) { nodes { id catalog { title } } } }',
        )
      ).data,
      'publications.nodes.0.id',
    );
    const publish =
      'mutation ($id: ID!, $input: [PublicationInput!]!) { publishablePublish(id: $id, input: $input) { publishable { availablePublicationsCount { count } } userErrors { message } } }';
    const { data } = await app.call(publish, { id, input: [{ publicationId: publication }] });
    expect(read(data, 'publishablePublish.publishable.availablePublicationsCount.count')).toBe(1);
  });
});

describe('productVariantsBulkUpdate', () => {
  const UPDATE = `mutation ($productId: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
    productVariantsBulkUpdate(productId: $productId, variants: $variants, allowPartialUpdates: $partial) { productVariants { id price sku } userErrors { field code } } }`;

  it('writes price, SKU and cost', async () => {
    const { id, product } = await setProduct(null, productInput('Priced', ['S']));
    const variant = {
      id: readText(product, 'variants.nodes.0.id'),
      price: '24.5',
      inventoryItem: { sku: 'NEW', cost: '9' },
    };
    const { data } = await app.call(UPDATE, { productId: id, variants: [variant] });
    expect(read(data, 'productVariantsBulkUpdate.productVariants.0')).toMatchObject({
      price: '24.50',
      sku: 'NEW',
    });
  });

  it('refuses quantities', async () => {
    const { id, product } = await setProduct(null, productInput('Counted', ['S']));
    const variant = {
      id: readText(product, 'variants.nodes.0.id'),
      inventoryQuantities: [{ locationId: location, availableQuantity: 1 }],
    };
    const { data } = await app.call(UPDATE, { productId: id, variants: [variant] });
    expect(read(data, 'productVariantsBulkUpdate.userErrors.0.code')).toBe(
      'NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE',
    );
  });

  it.each([
    [true, 1],
    [false, 0],
  ])(
    'with a variant that is gone and allowPartialUpdates %s writes %d of 1 others',
    async (partial, written) => {
      const { id, product } = await setProduct(
        null,
        productInput(`Partial ${String(partial)}`, ['S']),
      );
      const variants = [
        { id: readText(product, 'variants.nodes.0.id'), price: '1' },
        { id: 'gid://shopify/ProductVariant/1', price: '1' },
      ];
      const { data } = await app.call(UPDATE, { productId: id, variants, partial });
      expect(read(data, 'productVariantsBulkUpdate.userErrors')).toEqual([
        { field: ['variants', '1', 'id'], code: 'PRODUCT_VARIANT_DOES_NOT_EXIST' },
      ]);
      expect((await stored(id))?.variants.filter((each) => each.price === '1.00')).toHaveLength(
        written,
      );
    },
  );

  it('refuses a product that the merchant deleted', async () => {
    const { id, product } = await setProduct(null, productInput('Gone', ['S']));
    await sandbox.control.deleteProduct({ shop, id });
    const { data } = await app.call(UPDATE, {
      productId: id,
      variants: [{ id: readText(product, 'variants.nodes.0.id'), price: '1' }],
    });
    expect(read(data, 'productVariantsBulkUpdate.userErrors.0.code')).toBe(
      'PRODUCT_DOES_NOT_EXIST',
    );
  });
});

describe('metafieldsSet', () => {
  const SET =
    'mutation ($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) { metafields { key compareDigest } userErrors { code elementIndex } } }';

  it('takes 25 at most and writes all or none', async () => {
    const { id } = await setProduct(null, { title: 'Fields' });
    const field = (index: number) => ({
      ownerId: id,
      namespace: 'custom',
      key: `k${index}`,
      type: 'json',
      value: '{}',
    });
    const tooMany = await app.call(SET, {
      metafields: Array.from({ length: 26 }, (_each, index) => field(index)),
    });
    expect(read(tooMany.data, 'metafieldsSet.userErrors.0.code')).toBe('LESS_THAN_OR_EQUAL_TO');
    const oneBad = await app.call(SET, {
      metafields: [field(1), { ...field(2), value: 'no json' }],
    });
    expect(read(oneBad.data, 'metafieldsSet.userErrors')).toEqual([
      { code: 'INVALID_VALUE', elementIndex: 1 },
    ]);
    expect((await stored(id))?.metafields).toEqual([]);
  });

  it('compares digests when they are sent', async () => {
    const { id } = await setProduct(null, { title: 'Digest' });
    const field = { ownerId: id, namespace: 'custom', key: 'k', type: 'json', value: '{}' };
    const first = await app.call(SET, { metafields: [{ ...field, compareDigest: null }] });
    const compareDigest = readText(first.data, 'metafieldsSet.metafields.0.compareDigest');
    const stale = await app.call(SET, { metafields: [{ ...field, compareDigest: null }] });
    expect(read(stale.data, 'metafieldsSet.userErrors.0.code')).toBe('STALE_OBJECT');
    expect(
      read(
        (await app.call(SET, { metafields: [{ ...field, compareDigest }] })).data,
        'metafieldsSet.userErrors',
      ),
    ).toEqual([]);
  });
});
