import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { redact, Secret } from '../../lib/domain/secret.ts';

const value = 'correct-horse/"battery" staple+9';

describe('Secret', () => {
  const secret = new Secret(value);

  it.each([
    ['a template', `the ${String(secret)}`],
    ['JSON', JSON.stringify({ secret })],
    ['console.log', inspect({ secret }, { depth: 5, showHidden: true })],
    ['its keys and values', JSON.stringify([Object.entries(secret), Object.getOwnPropertyNames(secret)])],
  ])('does not show its value in %s', (_where, shown) => {
    expect(shown).not.toContain('battery');
  });

  it('reveals its value when asked', () => {
    expect(secret.reveal()).toBe(value);
  });
});

describe('redact', () => {
  it('takes a value out as it is, URL-encoded and JSON-escaped', () => {
    const text = `a ${value} b ${encodeURIComponent(value)} c ${JSON.stringify({ value })}`;
    expect(redact(text)).toBe('a [secret] b [secret] c {"value":"[secret]"}');
  });

  it.each(["'", '&#39;', '&#x27;', '&apos;'])(
    'takes it out as a form sends it, and as a page writes %s',
    (apostrophe) => {
      new Secret(`a "horse" & <co>'s`);
      const page = `a &quot;horse&quot; &amp; &lt;co&gt;${apostrophe}s`;
      const form = String(new URLSearchParams({ pin: `a "horse" & <co>'s` }));
      expect(redact(`<b>${page}</b> ${form}`)).toBe('<b>[secret]</b> pin=[secret]');
    },
  );

  it('leaves ordinary words alone when a secret is as short as one', () => {
    expect(new Secret('true').reveal()).toBe('true');
    expect(redact('SENTRY_ENABLED is true')).toBe('SENTRY_ENABLED is true');
  });

  it('takes out the longer of two secrets whole when one holds the other', () => {
    new Secret('abcdef');
    new Secret('abcdef-and-the-rest');
    expect(redact('x abcdef-and-the-rest y')).toBe('x [secret] y');
  });
});

describe('a secret with half a character in it, as JSON can hold one', () => {
  it('is taken out, and breaks nothing', () => {
    new Secret('half \uD83D of it');
    expect(redact('a half \uD83D of it b')).toBe('a [secret] b');
    expect(redact('a half \uFFFD of it b')).toBe('a [secret] b');
  });
});
