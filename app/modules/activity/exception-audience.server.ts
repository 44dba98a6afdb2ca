import { Prisma } from '../../platform/prisma/generated/client.ts';

/** Whose matters: a distributor's whole queue, or what one store's retailer owns or owned before it was handed up. */
export type ExceptionAudience = { readonly distributorId: string } | { readonly storeId: string };

/** The rows of `exception_case e` that an audience may see and act on. */
export function audienceFilter(audience: ExceptionAudience): Prisma.Sql {
  return 'distributorId' in audience
    ? Prisma.sql`e.distributor_id = ${audience.distributorId}::uuid`
    : Prisma.sql`e.store_id = ${audience.storeId}::uuid and (e.owner = 'retailer' or e.first_owner = 'retailer')`;
}
