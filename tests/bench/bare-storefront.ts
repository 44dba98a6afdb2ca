/** Baseline of `storefront`: nothing but node:http, pg and one prepared select by primary key; no signature is checked. */
import pg from 'pg';
import { bareSettings, serveBare } from './bare-process.ts';

const CONNECTIONS = 10;
const { databaseUrl, shops, goods } = bareSettings<{
  databaseUrl: string;
  shops: string[];
  goods: number;
}>();
const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
await pool.query(
  'create table shown (shop text, variant bigint, quantity integer not null, lead_time_days integer, primary key (shop, variant))',
);
await pool.query(
  `insert into shown select shop, variant, 100000, 2 from unnest($1::text[]) as shop cross join generate_series(1, $2::int) as variant`,
  [shops, goods],
);
await pool.query('analyze shown');

await serveBare((request, response) => {
  const asked = new URLSearchParams((request.url ?? '').split('?')[1]);
  const variant = asked.get('variant');
  pool
    .query({
      name: 'shown',
      text: 'select quantity, lead_time_days from shown where shop = $1 and variant = $2',
      values: [asked.get('shop'), variant],
    })
    .then(
      ({ rows }) => {
        const body = JSON.stringify({ stock: { [String(variant)]: rows[0] } });
        response
          .writeHead(200, {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          })
          .end(body);
      },
      () => response.writeHead(500).end(),
    );
});
