import {
  Badge,
  BlockStack,
  Box,
  Button,
  ButtonGroup,
  Card,
  InlineStack,
  Text,
} from '@shopify/polaris';
import { DesktopIcon, MobileIcon } from '@shopify/polaris-icons';
import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import './mail-preview.css';

/** What the page that draws previews answers. */
export type PreviewAnswer =
  | { readonly ok: true; readonly subject: string; readonly html: string }
  | { readonly ok: false; readonly message: string };

type MailPreviewProps = {
  /** The page that draws it. */
  readonly action: string;
  /** What is drawn; drawn again a moment after the last change. */
  readonly fields: Readonly<Record<string, string>>;
  readonly from: string;
};

const PAUSE_MS = 350;
/** A mail runs nothing. Said by policy instead of by the sandbox, so that tools that look at pages may look inside. */
const NO_SCRIPTS = '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'">';

/** How a mail looks on a desk and on a phone, following what is being typed. */
export function MailPreview({ action, fields, from }: MailPreviewProps) {
  const { data, submit, state } = useFetcher<PreviewAnswer>();
  const [isPhone, setIsPhone] = useState(false);
  const asked = JSON.stringify(fields);
  useEffect(() => {
    const timer = setTimeout(() => {
      submit(JSON.parse(asked) as Record<string, string>, { method: 'post', action });
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked, action, submit]);
  const shown = useLastGood(data);
  return (
    <Card padding="0">
      <Box padding="400" borderBlockEndWidth="025" borderColor="border">
        <BlockStack gap="300">
          <InlineStack align="space-between" blockAlign="center" gap="200">
            <InlineStack gap="200" blockAlign="center">
              <Text as="h2" variant="headingMd">
                Preview
              </Text>
              {state === 'idle' ? null : <Badge>Drawing</Badge>}
            </InlineStack>
            <ButtonGroup variant="segmented">
              <Button icon={DesktopIcon} pressed={!isPhone} onClick={() => setIsPhone(false)} accessibilityLabel="As on a desk" />
              <Button icon={MobileIcon} pressed={isPhone} onClick={() => setIsPhone(true)} accessibilityLabel="As on a phone" />
            </ButtonGroup>
          </InlineStack>
          <BlockStack gap="050">
            <Text as="p" fontWeight="semibold" breakWord>
              {shown?.subject ?? '…'}
            </Text>
            <Text as="p" variant="bodySm" tone="subdued">
              {`From ${from}`}
            </Text>
          </BlockStack>
          {data && !data.ok ? (
            <Text as="p" tone="critical">
              {data.message}
            </Text>
          ) : null}
        </BlockStack>
      </Box>
      <div className="mail-preview-desk">
        <iframe
          className={isPhone ? 'mail-preview is-phone' : 'mail-preview'}
          title={`The message as it looks on a ${isPhone ? 'phone' : 'desk'}`}
          sandbox="allow-scripts"
          srcDoc={shown ? `${NO_SCRIPTS}${shown.html}` : ''}
        />
      </div>
    </Card>
  );
} // prettier-ignore

/** While a wording has a fault, the last good drawing stays. */
function useLastGood(data: PreviewAnswer | undefined) {
  const [last, setLast] = useState<Extract<PreviewAnswer, { ok: true }>>();
  if (data?.ok && data !== last) setLast(data);
  return data?.ok ? data : last;
}
