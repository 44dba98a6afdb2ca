import { Banner } from '@shopify/polaris';
import { useState } from 'react';

/** What an action of a page answers: whether it was done, and what to tell the person. */
export type ActionAnswer = { readonly ok: boolean; readonly message: string };

/** Tells how an act went, until it is closed or the next act answers. Read out by screen readers. */
export function AnswerBanner({ answer }: { readonly answer: ActionAnswer | undefined | null }) {
  const [closed, setClosed] = useState<ActionAnswer>();
  if (!answer || answer === closed) return null;
  return (
    <Banner tone={answer.ok ? 'success' : 'critical'} onDismiss={() => setClosed(answer)}>
      {answer.message}
    </Banner>
  );
}
