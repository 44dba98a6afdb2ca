/**
 * Raw SQL: statements as tagged templates, handed to the driver as Prisma would hand them, and their values read as Prisma
 * would read them (a bigint as BigInt, moments and dates in UTC, numeric as Decimal).
 */
import pg from 'pg';
import { Prisma } from './prisma/generated/client.ts';

type Run = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;
export type RawSql = Pick<
  Prisma.TransactionClient,
  '$queryRaw' | '$executeRaw' | '$queryRawUnsafe' | '$executeRawUnsafe'
>;
type Text = { readonly text: string; readonly name?: string };

/** The four raw methods over something that runs a statement. Unlike Prisma's, they run when called, not when awaited. */
export function createRawSql(run: Run): RawSql {
  const rowsOf = async (statement: pg.QueryConfig) => (await run(statement)).rows as unknown;
  const countOf = async (statement: pg.QueryConfig) => (await run(statement)).rowCount ?? 0;
  const methods = {
    $queryRaw: (query: Query, ...values: unknown[]) => rowsOf(statementOf(query, values)),
    $executeRaw: (query: Query, ...values: unknown[]) => countOf(statementOf(query, values)),
    $queryRawUnsafe: (text: string, ...values: unknown[]) =>
      rowsOf(toStatement(withName(text), values)),
    $executeRawUnsafe: (text: string, ...values: unknown[]) =>
      countOf(toStatement(withName(text), values)),
  };
  return methods as unknown as RawSql; // promises of Prisma's own kind, which nobody looks at
}

type Query = TemplateStringsArray | Prisma.Sql;

function statementOf(query: Query, values: readonly unknown[]): pg.QueryConfig {
  if (query instanceof Prisma.Sql) return toStatement(withName(query.text), query.values);
  if (values.some((value) => value instanceof Prisma.Sql)) {
    const sql = Prisma.sql(query, ...values);
    return toStatement(withName(sql.text), sql.values);
  }
  return toStatement(textOf(query), values);
}

const texts = new WeakMap<TemplateStringsArray, Text>();

/** Each template of the source is one object for all its calls. */
function textOf(strings: TemplateStringsArray): Text {
  const known = texts.get(strings);
  if (known) return known;
  const made = withName(
    strings.reduce((text, part, place) => (place === 0 ? part : `${text}$${place}${part}`), ''),
  );
  texts.set(strings, made);
  return made;
}

/** How a statement begins that each connection is to plan once, and not at every call. */
const PLANNED_ONCE = '/* planned once */';
const names = new Map<string, string>();

/**
 * Gives such a statement a name, under which PostgreSQL keeps its plan (PREPARE, "Notes": after five plans of its own
 * kind it takes one for all values where that is not dearer). For statements that are asked often, look at few rows and
 * are long to plan: of an offer's twenty joins the plan takes ten times as long as the answer.
 */
function withName(text: string): Text {
  if (!text.trimStart().startsWith(PLANNED_ONCE)) return { text };
  const name = names.get(text) ?? `planned-once-${names.size + 1}`;
  names.set(text, name);
  return { text, name };
}

function toStatement(text: Text, values: readonly unknown[]): pg.QueryConfig {
  return { ...text, values: values.map(toParameter), types: TYPES };
}

/** The driver would write a moment in the process's own zone. */
function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toParameter);
  if (value instanceof Prisma.Decimal) return value.toString();
  return value;
}

type Parse = (text: string) => unknown;

const parserOf = pg.types.getTypeParser as (oid: number, format: 'text' | 'binary') => Parse;
const TEXT_LIST = 1009;

/** An array, by the parser of its elements. */
function listOf(parse: Parse): Parse {
  const read = parserOf(TEXT_LIST, 'text');
  return (text) =>
    (read(text) as readonly (string | null)[]).map((element) =>
      element === null ? null : parse(element),
    );
}

const utc = (text: string) => new Date(`${text.replace(' ', 'T')}Z`);
const day = (text: string) => new Date(`${text}T00:00:00Z`);
const decimal = (text: string) => new Prisma.Decimal(text);

/** By the type's number in pg_type: what the driver alone would read otherwise. */
const PARSERS: Readonly<Record<number, Parse>> = {
  [pg.types.builtins.INT8]: BigInt,
  [pg.types.builtins.NUMERIC]: decimal,
  [pg.types.builtins.TIMESTAMP]: utc,
  [pg.types.builtins.DATE]: day,
  1016: listOf(BigInt),
  1231: listOf(decimal),
  1115: listOf(utc),
  1182: listOf(day),
};

const TYPES = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    PARSERS[oid] ?? parserOf(oid, format ?? 'text'),
} as pg.CustomTypesConfig;
