import { useRevalidator } from '@remix-run/react';
import { useEffect } from 'react';

/** Reads the page's data again every so often while something is under way; never two readings at once. */
export function usePolling(isRunning: boolean, everyMs = 1_500): void {
  const { state, revalidate } = useRevalidator();
  useEffect(() => {
    if (!isRunning || state !== 'idle') return;
    const timer = setTimeout(revalidate, everyMs);
    return () => clearTimeout(timer);
  }, [isRunning, state, revalidate, everyMs]);
}
