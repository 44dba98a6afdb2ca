/** The form of a promotion as it is sent: moments as the distributor's clocks show them, products by one kind of value. */
import { z } from 'zod';
import { SCOPE_KINDS } from '../modules/catalog/product-scope.ts';
import { Promotion } from '../modules/pricing/price-list.ts';

/** Values as people write them: one in each line, or with commas between. */
function readValues(text: string): string[] {
  return [...new Set(text.split(/[\n,]/).map((value) => value.trim()).filter(Boolean))]; // prettier-ignore
}

export const PromotionForm = z
  .object({
    promotionName: z.string(),
    percent: z.coerce.number().min(0.01).max(100),
    by: z.enum(SCOPE_KINDS),
    values: z.string().default(''),
    starts: z.string(),
    ends: z.string(),
  })
  .transform(({ promotionName, percent, by, values, starts, ends }, context) => {
    const promotion = Promotion.safeParse({
      name: promotionName,
      percentOffBasisPoints: Math.round(percent * 100),
      scope: { by, values: by === 'all' ? [] : readValues(values) },
      starts,
      ends,
    });
    if (promotion.success) return promotion.data;
    context.addIssue({ code: 'custom', message: saidOf(promotion.error) });
    return z.NEVER;
  });

const GENERAL = 'Give a name, a percentage up to 100, and when it starts and ends.';

function saidOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue?.code === 'custom' ? issue.message : GENERAL;
}

export function promotionFault(error: z.ZodError): string {
  return saidOf(error);
}
