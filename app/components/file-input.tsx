import { BlockStack, Text } from '@shopify/polaris';
import { useId } from 'react';
import './file-input.css';

type FileInputProps = {
  readonly name?: string;
  readonly label: string;
  readonly accept?: string;
  readonly help?: string;
  /** Without it the form may be sent with no file. */
  readonly required?: boolean;
};

/** A native file field in Polaris' dress: it works by keyboard, without script, and streams whatever its size. */
export function FileInput({
  name = 'file',
  label,
  accept = '.csv,.tsv,.txt',
  help,
  required = true,
}: FileInputProps) {
  const id = useId();
  return (
    <BlockStack gap="100">
      <label htmlFor={id}>
        <Text as="span">{label}</Text>
      </label>
      <input
        id={id}
        className="file-input"
        type="file"
        name={name}
        accept={accept}
        required={required}
      />
      {help ? (
        <Text as="p" tone="subdued">
          {help}
        </Text>
      ) : null}
    </BlockStack>
  );
}
