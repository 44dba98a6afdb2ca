import { BlockStack, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { RelativeTime } from '../relative-time.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { FigureRow, FigureTile } from './figure-tile.tsx';

type Run = {
  readonly status: string;
  readonly supplier: string | null;
  readonly assumedCostBasisPoints: number | null;
  readonly totalBytes: number;
  readonly readBytes: number;
  readonly rows: number;
  readonly products: number;
  readonly variants: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly warned: number;
  readonly refused: number;
  readonly stopRequested: boolean;
  readonly startedAt: string;
  readonly finishedAt: string | null;
};

/** How far an import is and what came of it; can be left, and stopped. */
export function ImportProgress({
  run,
  isRunning,
}: {
  readonly run: Run;
  readonly isRunning: boolean;
}) {
  const share = run.totalBytes > 0 ? Math.min(1, run.readBytes / run.totalBytes) : 0;
  const progress = isRunning ? Math.round(share * 100) : 100;
  const figures = [
    ['Rows read', run.rows],
    ['Products', run.products],
    ['Variants', run.variants],
    ['Created', run.created],
    ['Updated', run.updated],
    ['Unchanged', run.unchanged],
    ['Warned', run.warned],
    ['Refused', run.refused],
  ] as const;
  return (
    <BlockStack gap="300">
      <Card>
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <Text as="p" tone="subdued" id="import-progress">
              {isRunning
                ? `${progress} % of ${megabytes(run.totalBytes)} read · started `
                : 'Ended '}
              <RelativeTime at={isRunning ? run.startedAt : (run.finishedAt ?? run.startedAt)} />
              {run.supplier ? ` · also the stock list of ${run.supplier}` : ''}
              {run.assumedCostBasisPoints === null
                ? ''
                : ` · cost assumed at ${run.assumedCostBasisPoints / 100} % where none is stated`}
            </Text>
            {isRunning && !run.stopRequested ? (
              <ConfirmButton
                label="Stop"
                fields={{ intent: 'stop' }}
                warning="What is saved so far stays; the rest of the file is not read."
              />
            ) : null}
          </InlineStack>
          {isRunning ? (
            <>
              <ProgressBar progress={progress} size="small" ariaLabelledBy="import-progress" />
              <Text as="p" tone="subdued">
                You can leave this page; the import goes on.
              </Text>
            </>
          ) : null}
        </BlockStack>
      </Card>
      <FigureRow>
        {figures.map(([label, figure]) => (
          <FigureTile
            key={label}
            label={label}
            figure={<NumberText value={figure} />}
            tone={toneOf(label, figure)}
          />
        ))}
      </FigureRow>
    </BlockStack>
  );
}

function toneOf(label: string, figure: number): 'critical' | 'caution' | undefined {
  if (figure === 0) return undefined;
  if (label === 'Refused') return 'critical';
  return label === 'Warned' ? 'caution' : undefined;
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1_000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
