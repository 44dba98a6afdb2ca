import type { Database } from '../../platform/database.server.ts';
import type { Recipient } from './message.ts';
import type { MailAddress } from './messenger.ts';

export type FoundRecipient = {
  readonly to: MailAddress;
  /** What the account is called that the recipient belongs to. */
  readonly account: string;
};

/**
 * Where mail to somebody with an account goes now; undefined when there is no address (any more). A shopper's is in the
 * sealed contact of the order, which is opened where it is sent.
 */
export async function findRecipient(
  database: Pick<Database, '$queryRaw'>,
  recipient: Exclude<Recipient, { readonly kind: 'shopper' }>,
): Promise<FoundRecipient | undefined> {
  const [row] = await database.$queryRaw<{ name: string; email: string | null; account: string }[]>`
    select u.name, u.email, coalesce(d.name, r.name) as account
    from membership m join "user" u on u.id = m.user_id
    left join distributor d on d.id = m.distributor_id left join retailer r on r.id = m.retailer_id
    where ${recipient.kind} = 'member' and m.id = ${recipient.id}::uuid
    union all
    select name, email, name from retailer where ${recipient.kind} = 'retailer' and id = ${recipient.id}::uuid
    union all
    select s.name, c.email, d.name from supplier_contact c
    join supplier s on s.distributor_id = c.distributor_id and s.id = c.supplier_id
    join distributor d on d.id = c.distributor_id
    where ${recipient.kind} = 'supplier' and c.supplier_id = ${recipient.id}::uuid`;
  if (!row?.email) return undefined;
  return { to: { name: row.name, address: row.email }, account: row.account };
}
