import { expect, test } from 'vitest';
import { newId } from '../../../app/platform/ids.ts';
import { cloneDatabase } from '../../setup/database.ts';

const { pool } = await cloneDatabase();

const ID = newId();
/** The statements whose cost must follow what changed, not what there is. */
const HOT = {
  'the wanted state of some listings': `select * from wanted_listings('${ID}', now()) w where w.variant_id = any(array['${ID}']::uuid[])`,
  'the offers of some variants': `select * from offers_of('${ID}', '${ID}', now()) where variant_id = any(array['${ID}']::uuid[])`,
  'the change log from a cursor on': `select variant_id from stock_change where distributor_id = '${ID}' and transaction_id >= '5'::xid8`,
  'a chunk of a feed': `select * from feed_levels('${ID}', '${ID}') where row_number > 5 and row_number <= 9`,
  'reservations that a figure covers': `select from reservation where distributor_id = '${ID}' and variant_id = '${ID}' and location_id = '${ID}' and state in ('deducted', 'settled')`,
};

test.each(Object.entries(HOT))('%s is looked up by keys', async (_name, statement) => {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local enable_seqscan = off'); // small tables would be scanned: does an index serve it?
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${statement}`);
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('Index Cond');
    expect(plan).not.toContain('Seq Scan');
    expect(plan).not.toContain('Function Scan on offers_of'); // planned into the caller, not run for everything
  } finally {
    await client.query('rollback');
    client.release();
  }
});
