import { Autocomplete, BlockStack, InlineStack, Tag } from '@shopify/polaris';
import { useState } from 'react';

type NamesFieldProps = {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly string[];
};

const MOST_SHOWN = 50;

/** Several names chosen from a long list by typing; each is sent as a field of its own. */
export function NamesField({ name, label, choices }: NamesFieldProps) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const found = choices.filter((each) => each.toLowerCase().includes(typed.toLowerCase()));
  const options = found.slice(0, MOST_SHOWN).map((value) => ({ value, label: value }));
  return (
    <BlockStack gap="150">
      {chosen.map((value) => (
        <input key={value} type="hidden" name={name} value={value} />
      ))}
      <Autocomplete
        allowMultiple
        options={options}
        selected={[...chosen]}
        onSelect={setChosen}
        textField={
          <Autocomplete.TextField
            label={label}
            value={typed}
            onChange={setTyped}
            placeholder={choices.length === 0 ? 'The range names none' : 'Any'}
            disabled={choices.length === 0}
            autoComplete="off"
          />
        }
      />
      {chosen.length > 0 ? (
        <InlineStack gap="150">
          {chosen.map((value) => (
            <Tag
              key={value}
              onRemove={() => setChosen((before) => before.filter((each) => each !== value))}
            >
              {value}
            </Tag>
          ))}
        </InlineStack>
      ) : null}
    </BlockStack>
  );
}
