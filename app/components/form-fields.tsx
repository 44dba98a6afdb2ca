/** Fields of plain forms: they begin with a value and keep what is typed until the form is sent. */
import { Select, TextField } from '@shopify/polaris';
import type { SelectProps, TextFieldProps } from '@shopify/polaris';
import { useState } from 'react';

type TextInputProps = Omit<
  TextFieldProps,
  'value' | 'onChange' | 'autoComplete' | 'name' | 'label'
> & {
  readonly name: string;
  readonly label: string;
  readonly initial?: string | undefined;
  readonly autoComplete?: string;
};

export function TextInput(props: TextInputProps) {
  const { initial = '', autoComplete = 'off', ...field } = props;
  const [value, setValue] = useState(initial);
  return <TextField {...field} autoComplete={autoComplete} value={value} onChange={setValue} />;
}

type ChoiceInputProps = Omit<SelectProps, 'value' | 'onChange' | 'name'> & {
  readonly name: string;
  readonly initial?: string | undefined;
  readonly onChoice?: (value: string) => void;
};

export function ChoiceInput({ initial = '', onChoice, ...field }: ChoiceInputProps) {
  const [value, setValue] = useState(initial);
  const choose = (chosen: string) => {
    setValue(chosen);
    onChoice?.(chosen);
  };
  return <Select {...field} value={value} onChange={choose} />;
}
