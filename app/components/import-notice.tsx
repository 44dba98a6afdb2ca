import { Banner, Link } from '@shopify/polaris';
import { NumberText } from './number-text.tsx';

type Run = {
  readonly importId: string;
  readonly total: number;
  readonly done: number;
};

/** Reminds of an import that goes on while its page is left. */
export function ImportNotice({ run }: { readonly run: Run }) {
  return (
    <Banner tone="info">
      An import is running: <NumberText value={run.done} /> of <NumberText value={run.total} />{' '}
      products are done. <Link url={`/app/imports/${run.importId}`}>See its progress</Link>
    </Banner>
  );
}
