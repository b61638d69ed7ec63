import { afterEach } from 'vitest';
import { openShop, type Shop, type Visit } from './login-shop.ts';

/** Opened shops end with their test. */
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

export async function shopWith(...args: Parameters<typeof openShop>): Promise<Shop> {
  const shop = await openShop(...args);
  closing.push(shop.server.close);
  return shop;
}

export const lines = ({ requests }: Shop) => requests.map(({ line }) => line);
export const byForm = ({ origin }: Shop) => ({
  user: 'u',
  login: { form: { page: `${origin}/login` } },
  afterwards: { url: `${origin}/account` },
});
export const redirect =
  (status: number, location?: string) =>
  ({ response }: Visit) =>
    response.writeHead(status, location === undefined ? {} : { location }).end();
