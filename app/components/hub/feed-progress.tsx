import { BlockStack, Card, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { NumberText } from '../number-text.tsx';
import { ConfirmButton } from './confirm-button.tsx';

type Run = { readonly status: string; readonly rows: number; readonly appliedThrough: number };

const STEPS: Readonly<Record<string, string>> = {
  received: 'Reading the file',
  staged: 'Comparing it with what is known',
  applying: 'Applying',
  'rolling-back': 'Rolling back',
};

/** How far a delivery is; it can be left, and stopped between two chunks. */
export function FeedProgress({ run }: { readonly run: Run }) {
  const { status, rows, appliedThrough } = run;
  const share = status === 'applying' && rows > 0 ? Math.round((100 * appliedThrough) / rows) : 0;
  return (
    <Card>
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="p" id="feed-progress">
            {STEPS[status] ?? status}
            {status === 'applying' ? (
              <>
                : <NumberText value={appliedThrough} /> of <NumberText value={rows} /> rows
              </>
            ) : null}
          </Text>
          {status === 'rolling-back' ? null : (
            <ConfirmButton
              label="Stop"
              fields={{ intent: 'stop' }}
              warning={
                status === 'applying'
                  ? 'What is applied so far stays until you let it go on or roll it back.'
                  : 'Nothing of it will be applied.'
              }
            />
          )}
        </InlineStack>
        <ProgressBar progress={share} size="small" ariaLabelledBy="feed-progress" />
        <Text as="p" tone="subdued">
          You can leave this page; the work goes on.
        </Text>
      </BlockStack>
    </Card>
  );
}
