/** Statistics: what PostgreSQL's planner knows of a table. After a load it would learn the truth only within a minute. */
import { Prisma } from './prisma/generated/client.ts';
import type { Database } from './database.server.ts';

/** Share of a table's rows that may have changed before its statistics are worth nothing. */
const WORN_OUT = 0.2;
const FEW_ROWS = 200;

/**
 * Has the planner look at those of the tables that it has never seen, or that have changed much since it last did.
 * A join of tables that it takes for empty can be planned as nested loops and take a minute instead of a
 * millisecond. Costs a catalogue look-up when there is nothing to do; a sample of 30,000 rows a table otherwise.
 */
export async function refreshStatistics(
  database: Database,
  tables: readonly string[],
): Promise<void> {
  const worn = await database.$queryRaw<{ name: string }[]>`
    select c.relname::text as name from pg_class c
    join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
    left join pg_stat_user_tables s on s.relid = c.oid
    where c.relname = any(${[...tables]}) and (c.reltuples < 0
      or s.n_mod_since_analyze > greatest(${FEW_ROWS}::float8, ${WORN_OUT}::float8 * c.reltuples))
    order by c.relname`;
  for (const { name } of worn) {
    await database.$executeRaw(Prisma.raw(`analyze "${name}"`)); // a name that the catalogue has just given
  }
}
