/** The supplier sandbox as a process: takes --port, prints one JSON line with its origin, ends cleanly on SIGTERM and SIGINT. */
import { parseArgs } from 'node:util';
import { startSupplierSandbox } from './start-supplier-sandbox.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const sandbox = await startSupplierSandbox({ port: Number(values.port) });
process.stdout.write(`${JSON.stringify({ origin: sandbox.origin })}\n`);

const stop = () => {
  void sandbox.stop().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
