/** Operations that run one mutation over a file of variables inside Shopify, without spending query points. */
import { z } from 'zod';
import { defineOperation } from '../shopify-operation.ts';
import { Gid, IdOnly, userErrors } from '../shopify-schemas.ts';

export const stageUpload = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation StageUpload($filename: String!) {
  stagedUploadsCreate(input: [{ resource: BULK_MUTATION_VARIABLES, filename: $filename, mimeType: "text/jsonl", httpMethod: POST }]) {
    stagedTargets { url parameters { name value } }
    userErrors { field message }
  }
}`,
  answer: z.object({
    stagedUploadsCreate: z.object({
      stagedTargets: z
        .array(
          z.object({
            url: z.string().nullable(),
            parameters: z.array(z.object({ name: z.string(), value: z.string() })),
          }),
        )
        .nullable(),
      userErrors,
    }),
  }),
});

export const runBulkMutation = defineOperation({
  lane: 'publishing',
  points: 10,
  document: `mutation RunBulkMutation($mutation: String!, $stagedUploadPath: String!, $clientIdentifier: String!) {
  bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $stagedUploadPath, clientIdentifier: $clientIdentifier) {
    bulkOperation { id }
    userErrors { field message code }
  }
}`,
  answer: z.object({
    bulkOperationRunMutation: z.object({ bulkOperation: IdOnly.nullable(), userErrors }),
  }),
});

/** Counts are 64-bit and arrive as text. */
const Count = z.union([z.string(), z.number()]).transform(Number);

const BulkRun = z.object({
  id: Gid,
  status: z.enum(['CANCELED', 'CANCELING', 'COMPLETED', 'CREATED', 'EXPIRED', 'FAILED', 'RUNNING']),
  errorCode: z.string().nullish(),
  rootObjectCount: Count,
  url: z.string().nullish(),
});
export type BulkRun = z.infer<typeof BulkRun>;

export const readBulkRun = defineOperation({
  lane: 'publishing',
  points: 2,
  document: `query ReadBulkRun($id: ID!) {
  bulkOperation(id: $id) { id status errorCode rootObjectCount url }
}`,
  answer: z.object({ bulkOperation: BulkRun.nullable() }),
});

/** The text of a run's mutation tells what it was for: our second runs are named after the first. */
export const listBulkRuns = defineOperation({
  lane: 'publishing',
  points: 25,
  document: `query ListBulkRuns {
  bulkOperations(first: 20, reverse: true, sortKey: CREATED_AT) { nodes { id status query } }
}`,
  answer: z.object({
    bulkOperations: z.object({
      nodes: z.array(z.object({ id: Gid, status: z.string(), query: z.string() })),
    }),
  }),
});

/** Run once for each line of the file of products. */
export const BULK_SET_PRODUCT = `mutation BulkSetProduct($identifier: ProductSetIdentifiers!, $input: ProductSetInput!, $productKey: String!, $variantKey: String!, $first: Int!) {
  productSet(identifier: $identifier, input: $input, synchronous: true) {
    product {
      id
      status
      key: metafield(key: $productKey, namespace: "$app") { value }
      variants(first: $first) { nodes { id key: metafield(key: $variantKey, namespace: "$app") { value } inventoryItem { id } } }
    }
    userErrors { field message code }
  }
}`;

/** Run once for each imported product that is to be seen; named after the run that imported it. */
export function bulkShowProduct(runName: string): string {
  return `mutation ${runName}($id: ID!, $publicationId: ID!) {
  publishablePublish(id: $id, input: [{ publicationId: $publicationId }]) { userErrors { field message } }
}`;
}

/** One line of a bulk result. `__lineNumber` (from 0) may be missing. */
export const BulkResultLine = z.object({
  __lineNumber: z.number().int().optional(),
  data: z
    .object({
      productSet: z
        .object({
          product: z
            .object({
              id: Gid,
              status: z.string(),
              key: z.object({ value: z.string() }).nullable(),
              variants: z.object({
                nodes: z.array(
                  z.object({
                    id: Gid,
                    key: z.object({ value: z.string() }).nullable(),
                    inventoryItem: IdOnly,
                  }),
                ),
              }),
            })
            .nullable(),
          userErrors,
        })
        .nullish(),
      productVariantsBulkUpdate: z.object({ userErrors }).nullish(),
    })
    .nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});
export type BulkResultLine = z.infer<typeof BulkResultLine>;
