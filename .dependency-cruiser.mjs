// The arrows of the house: who may import whom. `npm run check` and tests/architecture.test.ts hold them.

/** The nouns in their order: a module imports only modules that stand before it. */
export const MODULES = [
  'accounts',
  'activity',
  'catalog',
  'stores',
  'suppliers',
  'connections',
  'feeds',
  'stock',
  'pricing',
  'offers',
  'listings',
  'orders',
  'routing',
  'purchasing',
  'shipments',
  'returns',
  'settlement',
  'notifications',
  'insights',
  'privacy',
];

/** @type {(name: string, comment: string, from: object, to: object) => import('dependency-cruiser').IForbiddenRuleType} */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const moduleOrder = MODULES.slice(0, -1).map((module, index) =>
  forbid(
    `module-order-${module}`,
    `${module} stands before these modules and must not know them`,
    { path: `^app/modules/${module}/` },
    { path: `^app/modules/(${MODULES.slice(index + 1).join('|')})/` },
  ),
);

const ENTRIES = '^app/(web|worker|audit|reseal|runtime)\\.server\\.ts$';

export default {
  forbidden: [
    forbid('no-circles', 'Two files that need each other are one idea', {}, { circular: true }),
    forbid(
      'no-unresolved',
      'An import that leads nowhere',
      { path: '^(app|tests)/' },
      { couldNotResolve: true, pathNot: ['\\?url$', '^virtual:', 'build/server'] },
    ),
    ...moduleOrder,
    forbid(
      'modules-know-only-modules-and-platform',
      'Nouns do not orchestrate',
      { path: '^app/modules/' },
      { path: '^app/', pathNot: '^app/(modules|platform)/' },
    ),
    forbid(
      'platform-knows-nothing-above',
      'Plumbing has no business words',
      { path: '^app/(platform/|db\\.server\\.ts)' },
      { path: '^app/', pathNot: '^app/platform/' },
    ),
    forbid(
      'flows-know-modules-and-platform',
      'Journeys stand above nouns and below doors',
      { path: '^app/flows/' },
      { path: '^app/', pathNot: '^app/(flows|modules|platform)/' },
    ),
    forbid(
      'views-know-modules-and-platform',
      'A view reads; it starts nothing',
      { path: '^app/views/' },
      { path: '^app/', pathNot: '^app/(views|modules|platform)/' },
    ),
    forbid(
      'integrations-decide-nothing',
      'An adapter knows the ports and types of modules, and the platform',
      { path: '^app/integrations/' },
      { path: '^app/', pathNot: '^app/(integrations|modules|platform)/' },
    ),
    forbid(
      'only-the-runtime-picks-adapters',
      'Everybody else gets them from the context',
      { path: '^app/', pathNot: ['^app/integrations/', '^app/runtime\\.server\\.ts$'] },
      { path: '^app/integrations/' },
    ),
    forbid(
      'views-are-for-screens-and-api',
      'A journey never reads through a screen',
      { path: '^app/', pathNot: '^app/(views|routes|api|http)/' },
      // Components name the types of what they are given; types are gone when anything runs.
      { path: '^app/views/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'components-are-only-drawing',
      'A component gets what it shows',
      { path: '^app/components/' },
      { path: '^app/', pathNot: '^app/(components|platform)/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'entries-are-imported-by-nobody',
      'Processes start at the entries',
      { path: '^app/', pathNot: ENTRIES },
      { path: ENTRIES },
    ),
    forbid(
      'app-knows-no-tests',
      'The app runs without its tests',
      { path: '^app/' },
      { path: '^tests/' },
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'build', 'app/platform/prisma/generated'] },
    exclude: { path: ['node_modules', '^build/', 'app/platform/prisma/generated'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
