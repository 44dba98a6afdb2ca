import { NumberText } from './number-text.tsx';

/** "2 of 3", or a dash where there is nothing to do any more. */
export function ProgressText({ done, of }: { readonly done: number; readonly of: number }) {
  if (of === 0) return <span>–</span>;
  return (
    <>
      <NumberText value={done} /> of <NumberText value={of} />
    </>
  );
}
