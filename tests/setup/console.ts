/** A stray console.error or console.warn fails the test in which it happens. */
import { afterEach, beforeEach, expect, vi } from 'vitest';

const METHODS = ['error', 'warn'] as const;

beforeEach(() => {
  for (const method of METHODS) vi.spyOn(console, method);
});

afterEach(() => {
  for (const method of METHODS) {
    const calls = vi.mocked(console[method]).mock.calls;
    vi.mocked(console[method]).mockRestore();
    expect(calls, `console.${method} was called`).toEqual([]);
  }
});
