/** Who can sign in to the sandbox's console, by the names by which scripts and scenarios call them. */
export const users = {
  /** Wrote the release and asked for it. May approve as the others may, but for that. */
  author: {
    name: 'The Octocat',
    login: 'octocat',
    // As in the commits.
    email: 'octocat@users.noreply.localhost',
    groups: ['release-managers'],
  },
  'first-approver': {
    name: 'Mona Lisa',
    login: 'monalisa',
    email: 'mona@acme.example',
    groups: ['release-managers'],
  },
  'second-approver': {
    name: 'Ada Lovelace',
    login: 'ada-lovelace',
    email: 'ada@acme.example',
    groups: ['release-managers'],
  },
  'incident-commander': {
    name: 'Grace Hopper',
    login: 'grace-hopper',
    email: 'grace@acme.example',
    groups: ['incident-commanders'],
  },
} as const satisfies Readonly<Record<string, SandboxUser>>;

export interface SandboxUser {
  readonly name: string;
  /** On GitHub. */
  readonly login: string;
  readonly email: string;
  readonly groups: readonly string[];
}

export type UserName = keyof typeof users;

export function isUserName(name: string): name is UserName {
  return Object.hasOwn(users, name);
}
