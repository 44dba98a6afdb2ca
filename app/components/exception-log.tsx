import { BlockStack, Collapsible, Button, Text } from '@shopify/polaris';
import { useId, useState } from 'react';
import { RelativeTime } from './relative-time.tsx';
import type { ShownExceptionAct } from '../modules/activity/exception-acts.server.ts';
import type { Loaded } from './loaded.ts';

type LogProps = {
  readonly acts: readonly Loaded<ShownExceptionAct>[];
  readonly people: readonly { readonly id: string; readonly name: string }[];
  readonly remedyLabel: (remedy: string) => string | undefined;
};

/** What was done about a matter, newest first; folded until somebody asks. */
export function ExceptionLog({ acts, people, remedyLabel }: LogProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (acts.length === 0) return null;
  return (
    <BlockStack gap="200">
      <div>
        <Button
          variant="plain"
          disclosure={open ? 'up' : 'down'}
          ariaControls={id}
          ariaExpanded={open}
          onClick={() => setOpen(!open)}
        >
          {acts.length === 1 ? '1 entry in the log' : `${acts.length} entries in the log`}
        </Button>
      </div>
      <Collapsible id={id} open={open}>
        <BlockStack gap="100">
          {acts.map((act) => (
            <Text key={act.id} as="p" variant="bodySm" tone="subdued" breakWord>
              <RelativeTime at={act.at} /> · {sentenceOf(act, people, remedyLabel)}
            </Text>
          ))}
        </BlockStack>
      </Collapsible>
    </BlockStack>
  );
}

function sentenceOf(
  { act, actorKind, person, detail }: LogProps['acts'][number],
  people: LogProps['people'],
  remedyLabel: LogProps['remedyLabel'],
): string {
  const who = actorKind === 'rule' ? 'A rule' : (person ?? 'Somebody');
  const text = (name: string) => (typeof detail[name] === 'string' ? detail[name] : '');
  const note = text('note') ? `: “${text('note')}”` : '';
  const remedy = remedyLabel(text('remedy')) ?? text('remedy').replaceAll('-', ' ');
  switch (act) {
    case 'assigned': {
      const to = people.find(({ id }) => id === text('assigneeId'))?.name;
      return to ? `${who} gave it to ${to}${note}` : `${who} took it back from its holder${note}`;
    }
    case 'noted':
      return `${who} noted${note}`;
    case 'postponed':
      return `${who} gave it ${String(detail['hours'])} hours more${note}`;
    case 'remedy':
      return `${who} did: ${remedy}`;
    case 'remedy-refused':
      return `${who} tried “${remedy}”, which was not possible (${text('why').replaceAll('-', ' ')})`;
    case 'warned':
      return 'Its deadline came close';
    case 'escalated':
      return 'Its deadline passed, and it was handed up';
    case 'settled':
      return `${who} settled it${note}`;
    case 'reopened':
      return `${who} opened it again`;
    default:
      return act;
  }
}
