import { json } from '@remix-run/node';
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node';
import { Form, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import {
  Badge,
  BlockStack,
  Button,
  Card,
  FormLayout,
  InlineStack,
  Page,
  Text,
} from '@shopify/polaris';
import { useState } from 'react';
import { z } from 'zod';
import { AnswerBanner } from '../components/action-answer.tsx';
import type { ActionAnswer } from '../components/action-answer.tsx';
import { FaultPage } from '../components/fault-page.tsx';
import { ChoiceInput, TextInput } from '../components/form-fields.tsx';
import { ConfirmButton } from '../components/hub/confirm-button.tsx';
import { kindWords } from '../components/hub/exception-words.ts';
import { PlainTable } from '../components/hub/plain-table.tsx';
import { refusalText } from '../components/hub/refusals.ts';
import { remedyLabel } from '../components/hub/remedies.ts';
import { RelativeTime } from '../components/relative-time.tsx';
import { visitHub } from '../http/hub-visit.server.ts';
import {
  insertRemedyRule,
  removeRemedyRule,
  switchRemedyRule,
} from '../modules/activity/remedy-rules.repository.server.ts';
import {
  AUTOMATIC_REMEDIES,
  mayBeAutomatic,
  RemedyRule,
} from '../modules/activity/remedy-rules.ts';
import { inTransaction } from '../platform/database.server.ts';
import { readRemedyRules } from '../views/read-remedy-rules.server.ts';

export async function loader({ request, context: { door } }: LoaderFunctionArgs) {
  const { distributorId } = await visitHub(door, request);
  return json(await readRemedyRules(door.db, distributorId, door.clock.now()));
}

const Intent = z.discriminatedUnion('intent', [
  z.object({
    intent: z.literal('add'),
    kind: RemedyRule.shape.kind,
    remedy: z.enum(AUTOMATIC_REMEDIES),
    connectionId: z.union([z.uuid(), z.literal('')]),
    afterMinutes: z.coerce.number().pipe(RemedyRule.shape.afterMinutes),
    perHour: z.coerce.number().pipe(RemedyRule.shape.perHour),
  }),
  z.object({ intent: z.literal('switch'), ruleId: z.uuid(), active: z.enum(['yes', 'no']) }),
  z.object({ intent: z.literal('remove'), ruleId: z.uuid() }),
]);

const INCOMPLETE =
  'Choose a kind and a remedy; minutes go from 0 to 43200 (30 days), times an hour from 1 to 1000.';

export async function action({ request, context: { door } }: ActionFunctionArgs) {
  const { distributorId, userId } = await visitHub(door, request);
  const form = Intent.safeParse(Object.fromEntries(await request.formData()));
  if (!form.success) return json<ActionAnswer>({ ok: false, message: INCOMPLETE }, 400);
  const asked = form.data;
  return inTransaction(door.db, async (tx) => {
    const verb = { tx, clock: door.clock };
    if (asked.intent === 'add') {
      const { kind, remedy, afterMinutes, perHour } = asked;
      if (!mayBeAutomatic(asked))
        return json<ActionAnswer>({ ok: false, message: INCOMPLETE }, 400);
      const connectionId = asked.connectionId || null;
      const rule = { kind, remedy, afterMinutes, perHour, connectionId };
      await insertRemedyRule(verb, { distributorId, rule, by: userId });
      return json<ActionAnswer>({ ok: true, message: 'Added. It acts from now on.' });
    }
    const key = { distributorId, ruleId: asked.ruleId };
    const done =
      asked.intent === 'switch'
        ? await switchRemedyRule(verb, { ...key, active: asked.active === 'yes' })
        : await removeRemedyRule(tx, key);
    return done
      ? json<ActionAnswer>({ ok: true, message: 'Saved.' })
      : json<ActionAnswer>({ ok: false, message: refusalText({ kind: 'not-now' }) }, 409);
  });
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>;

export default function RemedyRules() {
  const { rules, offered, connections, log } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Page
      title="Automatic remedies"
      subtitle="What is done by itself about exceptions of a kind. Whatever a rule does stands in the log of the exception, and below."
      backAction={{ content: 'Exceptions', url: '/hub/exceptions' }}
    >
      <BlockStack gap="400">
        <AnswerBanner answer={answer} />
        {rules.length === 0 ? (
          <Card>
            <BlockStack gap="100">
              <Text as="h2" variant="headingMd">
                No rule yet
              </Text>
              <Text as="p" tone="subdued">
                A good first one: look for stock again, or run a failed step again, after 15
                minutes. People still see every matter until it is settled.
              </Text>
            </BlockStack>
          </Card>
        ) : (
          rules.map((rule) => <RuleCard key={rule.id} rule={rule} connections={connections} />)
        )}
        <AddRule offered={offered} connections={connections} />
        {log.length > 0 ? <RuleLog log={log} /> : null}
      </BlockStack>
    </Page>
  );
}

function RuleCard(props: {
  readonly rule: Shown['rules'][number];
  readonly connections: Shown['connections'];
}) {
  const { rule, connections } = props;
  const store = connections.find(({ id }) => id === rule.connectionId)?.store;
  const whose = rule.connectionId ? ` of ${store ?? 'a former retailer'}` : '';
  return (
    <Card>
      <BlockStack gap="200">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {`${kindWords(rule.kind)}${whose}: ${remedyLabel(rule.remedy).toLowerCase()} ${afterWords(rule.afterMinutes)}`}
          </Text>
          <Badge {...(rule.active ? { tone: 'success' as const } : {})}>
            {rule.active ? 'On' : 'Off'}
          </Badge>
        </InlineStack>
        <Text as="p" tone="subdued">
          At most {rule.perHour} times an hour. It has acted {rule.acted}{' '}
          {rule.acted === 1 ? 'time' : 'times'} in the last seven days.
        </Text>
        <InlineStack gap="200">
          <ConfirmButton
            label={rule.active ? 'Switch off' : 'Switch on'}
            fields={{ intent: 'switch', ruleId: rule.id, active: rule.active ? 'no' : 'yes' }}
          />
          <ConfirmButton
            label="Remove"
            destructive
            warning="What it has done stays as it is, and in the logs."
            fields={{ intent: 'remove', ruleId: rule.id }}
          />
        </InlineStack>
      </BlockStack>
    </Card>
  );
}

function afterWords(minutes: number): string {
  if (minutes === 0) return 'at once';
  if (minutes % 60 === 0) return `after ${minutes / 60} h`;
  return `after ${minutes} min`;
}

function AddRule({ offered, connections }: Pick<Shown, 'offered' | 'connections'>) {
  const busy = useNavigation().state === 'submitting';
  const [kind, setKind] = useState(offered[0]?.kind ?? '');
  const remedies = offered.find((each) => each.kind === kind)?.remedies ?? [];
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Add a rule
        </Text>
        {offered.length === 0 ? (
          <Text as="p" tone="subdued">
            Kinds of exceptions appear here once the first of them has occurred.
          </Text>
        ) : (
          <Form method="post" preventScrollReset>
            <input type="hidden" name="intent" value="add" />
            <FormLayout>
              <FormLayout.Group>
                <ChoiceInput
                  name="kind"
                  label="When this occurs"
                  options={offered.map((each) => ({
                    value: each.kind,
                    label: kindWords(each.kind),
                  }))}
                  initial={kind}
                  onChoice={setKind}
                />
                <ChoiceInput
                  key={kind}
                  name="remedy"
                  label="do this"
                  options={remedies.map((value) => ({ value, label: remedyLabel(value) }))}
                  initial={remedies[0]}
                />
              </FormLayout.Group>
              <FormLayout.Group>
                <TextInput
                  name="afterMinutes"
                  label="After it has waited"
                  type="number"
                  min={0}
                  suffix="minutes"
                  initial="15"
                />
                <TextInput
                  name="perHour"
                  label="At most"
                  type="number"
                  min={1}
                  suffix="times an hour"
                  initial="20"
                  helpText="So that a mistake does not go through the whole queue."
                />
                <ChoiceInput
                  name="connectionId"
                  label="For"
                  options={[
                    { value: '', label: 'Every retailer' },
                    ...connections.map(({ id, store }) => ({ value: id, label: store })),
                  ]}
                />
              </FormLayout.Group>
              <Button submit variant="primary" loading={busy}>
                Add the rule
              </Button>
            </FormLayout>
          </Form>
        )}
      </BlockStack>
    </Card>
  );
}

function RuleLog({ log }: Pick<Shown, 'log'>) {
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          What rules did
        </Text>
        <PlainTable
          label="What rules did"
          rows={log}
          rowKey={({ id }) => id}
          columns={[
            { title: 'When', cell: ({ at }) => <RelativeTime at={at} /> },
            {
              title: 'About',
              cell: ({ kind, happened }) => <About kind={kind} happened={happened} />,
            },
            { title: 'Remedy', cell: ({ remedy }) => remedyLabel(remedy) },
            {
              title: 'Outcome',
              cell: ({ act, why }) =>
                act === 'remedy' ? (
                  <Badge tone="success">Done</Badge>
                ) : (
                  <Badge tone="warning">{`Not possible: ${(why ?? '').replaceAll('-', ' ')}`}</Badge>
                ),
            },
          ]}
        />
      </BlockStack>
    </Card>
  );
}

function About({ kind, happened }: { readonly kind: string; readonly happened: string }) {
  return (
    <div className="product-title">
      <Text as="p" fontWeight="semibold">
        {kindWords(kind)}
      </Text>
      <Text as="p" tone="subdued" variant="bodySm">
        {happened}
      </Text>
    </div>
  );
}

export function ErrorBoundary() {
  return <FaultPage />;
}
