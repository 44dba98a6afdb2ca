/** Schemas of the parts that many answers of the Admin API share. Each operation's own schema stands beside it. */
import { z } from 'zod';

export const Gid = z.string().startsWith('gid://shopify/');
/** `field` is the path into the variables, with array indexes as text: ["input", "quantities", "3", "quantity"]. */
export const UserError = z.object({
  field: z.array(z.string()).nullish(),
  message: z.string(),
  code: z.string().nullish(),
});
export type UserError = z.infer<typeof UserError>;
export const userErrors = z.array(UserError);

export const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
export const IdOnly = z.object({ id: Gid });
export const MoneyText = z.string().regex(/^-?\d+(\.\d+)?$/);
export const ShopMoney = z.object({
  shopMoney: z.object({ amount: MoneyText, currencyCode: z.string().length(3) }),
});
export const DateTime = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** The payload of a mutation of which only the refusal matters. */
export const acted = z.object({ userErrors });

const ThrottleStatus = z.object({
  maximumAvailable: z.number(),
  currentlyAvailable: z.number(),
  restoreRate: z.number().positive(),
});
export const Cost = z.object({
  requestedQueryCost: z.number(),
  actualQueryCost: z.number().nullable(),
  throttleStatus: ThrottleStatus,
});
export type Cost = z.infer<typeof Cost>;

export const TopLevelError = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional() }).optional(),
});
export type TopLevelError = z.infer<typeof TopLevelError>;

/** What every answer of `graphql.json` looks like, whatever was asked. */
export const Envelope = z.object({
  data: z.unknown().optional(),
  // A refused request (401, 402, 423 …) carries a text here instead of a list.
  errors: z.union([z.array(TopLevelError), z.string()]).optional(),
  extensions: z.object({ cost: Cost.optional() }).optional(),
});

/** The answer of `/admin/oauth/access_token`; lifetimes in seconds. */
export const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive().optional(),
  refresh_token: z.string().min(1).optional(),
  refresh_token_expires_in: z.number().positive().optional(),
  scope: z.string(),
});
export const TokenRefusal = z.object({ error: z.string() });
