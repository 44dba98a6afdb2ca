import {
  BlockStack,
  Button,
  Card,
  Checkbox,
  InlineStack,
  Select,
  TextField,
} from '@shopify/polaris';
import { useNavigation, useSubmit } from '@remix-run/react';
import { useState } from 'react';

type Choice = { readonly value: string; readonly label: string };

type BulkBarProps = {
  readonly shown: readonly { readonly id: string; readonly remedies: readonly string[] }[];
  readonly ids: readonly string[];
  readonly onIds: (ids: readonly string[]) => void;
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
  /** Remedies that can be applied to many at once, with what they are called. */
  readonly remedyLabel: (remedy: string) => string | undefined;
  /** Whether this reader may settle and postpone. */
  readonly maySettle: boolean;
};

const HOURS: readonly Choice[] = [
  { value: '4', label: '4 hours more' },
  { value: '24', label: 'A day more' },
  { value: '72', label: 'Three days more' },
  { value: '168', label: 'A week more' },
];

/** What is done with several ticked matters at once. */
export function ExceptionBulkBar(props: BulkBarProps) {
  const { shown, ids, onIds } = props;
  const isAll = shown.length > 0 && shown.every(({ id }) => ids.includes(id));
  if (shown.length === 0) return null;
  return (
    <Card padding="300">
      <BlockStack gap="300">
        <InlineStack gap="300" blockAlign="center">
          <Checkbox
            label={ids.length === 0 ? 'Select all on this page' : `${ids.length} selected`}
            checked={isAll ? true : ids.length > 0 ? 'indeterminate' : false}
            onChange={() => onIds(isAll ? [] : shown.map(({ id }) => id))}
          />
          {ids.length > 0 ? (
            <Button variant="plain" onClick={() => onIds([])}>
              Clear
            </Button>
          ) : null}
        </InlineStack>
        {ids.length > 0 ? <Acts {...props} /> : null}
      </BlockStack>
    </Card>
  );
}

function Acts({ shown, ids, onIds, colleagues, remedyLabel, maySettle }: BulkBarProps) {
  const submit = useSubmit();
  const busy = useNavigation().state !== 'idle';
  const [note, setNote] = useState('');
  const send = (fields: Readonly<Record<string, string>>) => {
    submit({ ...fields, note, ids: ids.join(',') }, { method: 'post', preventScrollReset: true });
    setNote('');
    onIds([]);
  };
  const remedies = commonRemedies(shown, ids).flatMap((value) => {
    const label = remedyLabel(value);
    return label ? [{ value, label }] : [];
  });
  return (
    <BlockStack gap="300">
      <TextField
        label="Note"
        labelHidden
        placeholder="A note that goes with it (needed to settle)"
        value={note}
        onChange={setNote}
        autoComplete="off"
        maxLength={500}
      />
      <InlineStack gap="300" blockAlign="center">
        <Pick
          label="Remedy for all selected"
          prompt={remedies.length > 0 ? 'Do for all…' : 'No remedy in common'}
          choices={remedies}
          disabled={busy}
          onPick={(remedy) => send({ intent: 'remedies', remedy })}
        />
        <Pick
          label="Assign to"
          prompt="Assign to…"
          choices={[
            ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
            { value: 'nobody', label: 'Nobody' },
          ]}
          disabled={busy}
          onPick={(assignee) => send({ intent: 'assign', assignee })}
        />
        {maySettle ? (
          <Pick
            label="Give more time"
            prompt="Give more time…"
            choices={HOURS}
            disabled={busy}
            onPick={(hours) => send({ intent: 'postpone', hours })}
          />
        ) : null}
        <Button disabled={busy || note.trim() === ''} onClick={() => send({ intent: 'note' })}>
          Add the note
        </Button>
        {maySettle ? (
          <Button disabled={busy || note.trim() === ''} onClick={() => send({ intent: 'settle' })}>
            Settle with the note
          </Button>
        ) : null}
      </InlineStack>
    </BlockStack>
  );
}

function Pick(props: {
  readonly label: string;
  readonly prompt: string;
  readonly choices: readonly Choice[];
  readonly disabled: boolean;
  readonly onPick: (value: string) => void;
}) {
  const { label, prompt, choices, disabled, onPick } = props;
  return (
    <Select
      label={label}
      labelHidden
      disabled={disabled || choices.length === 0}
      options={[{ value: '', label: prompt }, ...choices]}
      value=""
      onChange={(value) => value && onPick(value)}
    />
  );
}

/** Those that every selected matter offers. */
function commonRemedies(shown: BulkBarProps['shown'], ids: readonly string[]): readonly string[] {
  const [first, ...others] = shown.filter(({ id }) => ids.includes(id));
  return (first?.remedies ?? []).filter((remedy) =>
    others.every(({ remedies }) => remedies.includes(remedy)),
  );
}
