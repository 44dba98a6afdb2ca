import { Button } from '@shopify/polaris';
import { useState } from 'react';

type DownloadButtonProps = {
  readonly label: string;
  readonly url: string;
  readonly fileName: string;
};

/**
 * Downloads a file that only a signed-in person may read. It is fetched by script, because inside a shop's admin only
 * such requests carry the person's session; a plain link would lead to the sign-in instead.
 */
export function DownloadButton({ label, url, fileName }: DownloadButtonProps) {
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const download = () => {
    setState('busy');
    fetchFile(url)
      .then((file) => saveAs(file, fileName))
      .then(
        () => setState('idle'),
        () => setState('failed'),
      );
  };
  return (
    <Button loading={state === 'busy'} onClick={download}>
      {state === 'failed' ? 'Could not be downloaded; try again' : label}
    </Button>
  );
}

async function fetchFile(url: string): Promise<Blob> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The file answered ${answer.status}`);
  return answer.blob();
}

function saveAs(file: Blob, fileName: string): void {
  const address = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: address, download: fileName });
  link.click();
  URL.revokeObjectURL(address);
}
