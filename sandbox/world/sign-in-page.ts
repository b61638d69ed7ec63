import { createHash } from 'node:crypto';
import { users } from './users.ts';

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 24rem; margin: 10vh auto; padding: 0 1rem }
h1 { font-size: 1.4rem }
button { display: block; width: 100%; margin: .75rem 0; padding: .75rem 1rem; font: inherit; text-align: left; cursor: pointer }
button span { display: block; font-size: .875rem }
`;
const styleHash = createHash('sha256').update(style).digest('base64');

/** A page on which somebody says who they are: the sandbox has no passwords. */
export function signInPage(): string {
  const buttons = Object.entries(users).map(
    ([user, { name, email }]) => `<button name="user" value="${user}">${name}<span>${user}, ${email}</span></button>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the sandbox</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Sign in to the sandbox as</h1>
<form method="post">
${buttons.join('\n')}
</form>
</main>
</body>
</html>
`;
}

/** @param console where the form's answer leads in the end: a browser holds `form-action` against redirects too. */
export function signInHeaders(console: string): Record<string, string> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self' ${console}; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
}
