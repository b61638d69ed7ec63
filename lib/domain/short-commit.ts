/** Enough of a commit for people to tell it from others. */
export const shortCommit = (commit: string): string => commit.slice(0, 12);
