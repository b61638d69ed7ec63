/** Pages of the shop: each name in them is the shop's own. */

export function loginPage(csrf: string): string {
  return page(
    'Sign in',
    `<form action="/login" method="post">
  <input type="hidden" name="csrf_token" value="${csrf}">
  <label>E-mail address <input type="email" name="email" autocomplete="username" required></label>
  <label>Password <input type="password" name="password" autocomplete="current-password" required></label>
  <button type="submit">Sign in</button>
</form>`,
  );
}

/** Of a version whose users sign in by other means: there is no form any more. */
export const changedLoginPage = page('Sign in', '<button type="button" id="passkey">Use a passkey</button>');

export const accountPage = (username: string): string =>
  page('Your account', `<p>Signed in as ${username.replaceAll(/[<&]/g, (one) => `&#${one.charCodeAt(0)};`)}</p>`);

export const errorPage = (message: string): string => page('Sorry', `<p>${message}</p>`);

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title} · The shop</title></head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;
}
