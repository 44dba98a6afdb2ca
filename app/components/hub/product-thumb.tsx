import { Icon } from '@shopify/polaris';
import { ImageIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import './hub.css';

/** A small picture beside a title that says what it is; so it says nothing to a screen reader. */
export function ProductThumb({ url }: { readonly url: string | null | undefined }) {
  const [broken, setBroken] = useState<string>();
  if (!url || url === broken)
    return (
      <span className="product-thumb product-thumb-none">
        <Icon source={ImageIcon} tone="subdued" />
      </span>
    );
  return (
    <img
      className="product-thumb"
      src={url}
      alt=""
      loading="lazy"
      width={40}
      height={40}
      onError={() => setBroken(url)}
    />
  );
}
