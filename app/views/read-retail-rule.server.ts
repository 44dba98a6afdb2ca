import { DEFAULT_RETAIL_RULE, RetailRule } from '../modules/connections/connection.ts';
import type { Reader } from './reader.server.ts';

export type StoreRetailRule = {
  readonly distributorId: string;
  readonly connectionId: string;
  readonly distributor: string;
  /** The store's. */
  readonly currency: string;
  readonly rule: RetailRule;
  /** What the rule may name: words that occur in the distributor's catalogue. */
  readonly words: Readonly<Record<'type' | 'vendor' | 'category', readonly string[]>>;
};

type Row = Omit<StoreRetailRule, 'rule' | 'words'> & { readonly rule: unknown };
const MOST_WORDS = 100;

/** How a store prices what a connection sells; undefined for another store's connection as for none. */
export async function readRetailRule(
  database: Reader,
  key: { readonly storeId: string; readonly connectionId: string },
): Promise<StoreRetailRule | undefined> {
  const [row] = await database.$queryRaw<Row[]>`
    select c.distributor_id as "distributorId", c.id as "connectionId", d.name as distributor, s.currency, c.retail_rule as rule
    from connection c join distributor d on d.id = c.distributor_id join store s on s.id = c.store_id
    where c.id = ${key.connectionId}::uuid and c.store_id = ${key.storeId}::uuid and c.status in ('approved', 'suspended')`;
  if (!row) return undefined;
  const rule = RetailRule.safeParse(row.rule);
  const words = await readWords(database, row.distributorId);
  return { ...row, rule: rule.success ? rule.data : DEFAULT_RETAIL_RULE, words };
}

async function readWords(
  database: Reader,
  distributorId: string,
): Promise<StoreRetailRule['words']> {
  const rows = await database.$queryRaw<{ type: string[]; vendor: string[]; category: string[] }[]>`
    select
      array(select distinct product_type from product where distributor_id = ${distributorId}::uuid and product_type <> ''
        order by 1 limit ${MOST_WORDS}) as type,
      array(select distinct vendor from product where distributor_id = ${distributorId}::uuid and vendor <> ''
        order by 1 limit ${MOST_WORDS}) as vendor,
      array(select distinct category from product where distributor_id = ${distributorId}::uuid and category <> ''
        order by 1 limit ${MOST_WORDS}) as category`;
  return rows[0] ?? { type: [], vendor: [], category: [] };
}
