/** Every remedy that an exception names can be had: by a button that acts, or by a way to where it is done by hand. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { actingRemedies } from '../../../app/components/hub/remedies.ts';
import { exceptionLinks } from '../../../app/components/hub/exception-links.ts';

/** Of exceptions that a retailer owns; its own page acts on them. */
const OF_RETAILERS = ['open-app', 'connect-store', 'reconnect-store', 'activate-location', 'import-again', 'remove-pick', 'add-photo']; // prettier-ignore
/** Of exceptions that belong to no account: whoever runs the installation acts on its logs. */
const OF_OPERATORS = ['reconcile-store'];
/** Said in words: the units stand in several orders, each with its own page. */
const IN_WORDS = ['cancel-units'];

function namedRemedies(): string[] {
  const sources = globSync('app/{flows,jobs,modules}/**/*.ts').map((file) =>
    readFileSync(file, 'utf8'),
  );
  const lists = sources.flatMap((text) => [...text.matchAll(/remedies: \[([^\]]*)\]/g)]);
  const names = lists.flatMap(([, list = '']) => [...list.matchAll(/'([a-z-]+)'/g)]);
  return [...new Set(names.map(([, name = '']) => name))].sort();
}

const ABOUT = {
  orderId: null,
  supplierId: 'a-supplier',
  feedId: null,
  connectionId: null,
  productId: 'a-product',
  subject: null,
  subjectKind: 'variant',
  subjectId: 'a-variant',
};

const isLink = (remedy: string) =>
  exceptionLinks({ ...ABOUT, remedies: [remedy] }).length >
  exceptionLinks({ ...ABOUT, remedies: [] }).length;

test('every remedy that an exception names has a button or a link', () => {
  const names = namedRemedies();
  expect(names).toContain('release-hold');
  const known = [...OF_RETAILERS, ...OF_OPERATORS, ...IN_WORDS];
  const dead = names.filter(
    (name) => !known.includes(name) && actingRemedies([name]).length === 0 && !isLink(name),
  );
  expect(dead).toEqual([]);
});

test('a button of the hub is carried out by the flow behind it', () => {
  const files = ['apply-remedy', 'apply-difference-remedy'];
  const flow = files
    .map((name) => readFileSync(`app/flows/order/${name}.server.ts`, 'utf8'))
    .join();
  const buttons = actingRemedies(namedRemedies()).map(({ remedy }) => remedy);
  expect(buttons.length).toBeGreaterThan(10);
  const unknown = buttons.filter(
    (name) => !flow.includes(`'${name}': `) && !flow.includes(`  ${name}: `),
  );
  expect(unknown).toEqual([]);
});
