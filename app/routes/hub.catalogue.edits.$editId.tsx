import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { BlockStack, Card, InlineStack, Page, ProgressBar, Text } from '@shopify/polaris';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { EditFacts } from '../components/hub/edit-facts.tsx';
import { FigureRow, FigureTile } from '../components/hub/figure-tile.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { NumberText } from '../components/number-text.tsx';
import { usePolling } from '../components/polling.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { StatusBadge } from '../components/status-badge.tsx';
import { undoMassEdit } from '../flows/supply/start-mass-edit.server.ts';
import { foundOr404, idOf, visitHub } from '../http/hub-visit.server.ts';
import { stopMassEdit } from '../modules/catalog/mass-edits.repository.server.ts';
import { readMassEdits } from '../views/read-mass-edits.server.ts';

export async function loader({ request, params, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  const editId = idOf<'MassEdit'>(params['editId']);
  const [edit] = await readMassEdits(door.db, distributorId, editId);
  return json({ edit: foundOr404(edit) });
}

export async function action({ request, params, context: { door } }: ActionFunctionArgs) {
  const { distributorId, actor } = await visitHub(door, request);
  const key = { distributorId, editId: idOf<'MassEdit'>(params['editId']) };
  const intent = (await request.formData()).get('intent');
  if (intent === 'undo') {
    const undone = await undoMassEdit(door, key, actor);
    if (undone.ok)
      return json<ActionAnswer>({ ok: true, message: 'The edit is being taken back.' });
    return json<ActionAnswer>({ ok: false, message: refusalText(undone.error) }, 409);
  }
  const stopped = await stopMassEdit({ tx: door.db }, key);
  const message = stopped ? 'It stops after the present piece.' : 'It has ended already.';
  return json<ActionAnswer>({ ok: stopped, message }, stopped ? 200 : 409);
}

const POLL_MS = 1_000;
const RUNNING = ['waiting', 'running', 'undoing'];

export default function MassEdit() {
  const { edit } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const isRunning = RUNNING.includes(edit.status);
  usePolling(isRunning, POLL_MS);
  const progress = edit.total === 0 ? 100 : Math.round((edit.done / edit.total) * 100);
  return (
    <Page
      title="Edit of products"
      titleMetadata={
        <StatusBadge of="mass-edit" status={edit.stopRequested ? 'stopping' : edit.status} />
      }
      backAction={{ content: 'Edits', url: '/hub/catalogue/edits' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        <Card>
          <BlockStack gap="300">
            <InlineStack align="space-between" blockAlign="center" gap="200">
              <Text as="p" tone="subdued" id="edit-progress">
                {edit.by ? `By ${edit.by}, started ` : 'Started '}
                <RelativeTime at={edit.startedAt} />
              </Text>
              {isRunning && !edit.stopRequested ? (
                <ConfirmButton label="Stop" fields={{ intent: 'stop' }} />
              ) : null}
              {!isRunning && edit.changed > 0 && edit.status !== 'undone' ? (
                <ConfirmButton
                  label="Undo"
                  title="Undo this edit?"
                  fields={{ intent: 'undo' }}
                  warning="Every field goes back to what it was. Fields that have been changed again since stay as they are."
                />
              ) : null}
            </InlineStack>
            {isRunning ? (
              <>
                <ProgressBar progress={progress} size="small" ariaLabelledBy="edit-progress" />
                <Text as="p" tone="subdued">
                  You can leave this page; the edit goes on.
                </Text>
              </>
            ) : null}
            <EditFacts edit={edit.edit} />
          </BlockStack>
        </Card>
        <FigureRow>
          <FigureTile label="Products" figure={<NumberText value={edit.total} />} />
          <FigureTile label="Changed" figure={<NumberText value={edit.changed} />} />
          <FigureTile label="Left as they were" figure={<NumberText value={edit.skipped} />} />
        </FigureRow>
      </BlockStack>
    </Page>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
