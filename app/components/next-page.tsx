import { Button, InlineStack } from '@shopify/polaris';
import { useSearchParams } from '@remix-run/react';

/** On to the next page of a list that is no table. */
export function NextPage({ next }: { readonly next: string | undefined }) {
  const [params] = useSearchParams();
  if (!next) return null;
  const following = new URLSearchParams(params);
  following.set('after', next);
  return (
    <InlineStack align="center">
      <Button url={`?${following.toString()}`}>Older ones</Button>
    </InlineStack>
  );
}
