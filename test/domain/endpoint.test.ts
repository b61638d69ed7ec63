import { describe, expect, it } from 'vitest';
import { below, endpointSchema, isLoopback } from '../../lib/domain/endpoint.ts';

describe('endpointSchema', () => {
  it.each([
    'https://search.example.com',
    'https://search.example.com:9200/base/',
    'http://127.0.0.1:9200',
    'http://localhost',
    'http://[::1]:1',
  ])('accepts %s', (text) => expect(endpointSchema.safeParse(text).success).toBe(true));
  it.each([
    'http://search.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'https://user:word@search.example.com',
    'https://search.example.com/?a=b',
    'https://search.example.com/#a',
    'ftp://127.0.0.1',
    'search.example.com',
    '',
  ])('refuses %j', (text) => expect(endpointSchema.safeParse(text).success).toBe(false));
});

describe('isLoopback', () => {
  it('knows the whole of 127.0.0.0/8, however a URL writes it', () => {
    expect(isLoopback(new URL('http://127.1/').hostname)).toBe(true);
    expect(isLoopback(new URL('http://127.255.0.9/').hostname)).toBe(true);
    expect(isLoopback(new URL('http://128.0.0.1/').hostname)).toBe(false);
  });
});

describe('below', () => {
  it.each(['https://a.example/x', 'https://a.example/x/'])('keeps the path of %s', (endpoint) =>
    expect(below(endpoint, '_cluster/health').href).toBe('https://a.example/x/_cluster/health'),
  );
});
