import { expect, test } from 'vitest';
import { isPrivateAddress } from '../../../app/platform/private-addresses.ts';

test.each([
  ['0.0.0.0', true],
  ['10.255.255.255', true],
  ['100.64.0.1', true],
  ['127.8.8.8', true],
  ['169.254.169.254', true],
  ['172.15.255.255', false],
  ['172.16.0.0', true],
  ['172.31.255.255', true],
  ['172.32.0.0', false],
  ['192.168.1.1', true],
  ['198.19.0.1', true],
  ['224.0.0.1', true],
  ['255.255.255.255', true],
  ['8.8.8.8', false],
  ['::', true],
  ['::1', true],
  ['::ffff:8.8.8.8', true],
  ['64:ff9b::a00:1', true],
  ['fc00::1', true],
  ['fe80::1', true],
  ['ff02::1', true],
  ['2001:db8::1', true],
  ['2002:a00:1::', true],
  ['2606:4700::1111', false],
  ['example.com', true],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected);
});
