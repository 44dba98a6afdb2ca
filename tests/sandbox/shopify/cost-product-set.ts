/** What a `productSet` costs beyond a mutation's base: by variants, files and metafields it carries. */
import { valueFromASTUntyped } from 'graphql';
import type { FieldNode } from 'graphql';
import { z } from 'zod';

const PER_VARIANT = 0.2;
const PER_FILE = 1.9;
const PER_VARIANT_FILE = 0.6;
const PER_METAFIELD = 0.4;

const carried = z.object({
  files: z.array(z.unknown()).nullish(),
  metafields: z.array(z.unknown()).nullish(),
  variants: z
    .array(z.object({ file: z.unknown(), metafields: z.array(z.unknown()).nullish() }))
    .nullish(),
});

export function productSetCost(field: FieldNode, variables: Record<string, unknown>): number {
  const argument = field.arguments?.find((each) => each.name.value === 'input');
  const input = argument ? valueFromASTUntyped(argument.value, variables) : undefined;
  const read = carried.safeParse(input);
  if (!read.success) return 0;
  const variants = read.data.variants ?? [];
  const variantFiles = variants.filter((each) => each.file != null).length;
  const metafields = variants.reduce(
    (sum, each) => sum + (each.metafields?.length ?? 0),
    read.data.metafields?.length ?? 0,
  );
  return (
    variants.length * PER_VARIANT +
    (read.data.files?.length ?? 0) * PER_FILE +
    variantFiles * PER_VARIANT_FILE +
    metafields * PER_METAFIELD
  );
}
